/** The port to accounts: who may log in, and which maildrop they have. */
@NullMarked
package pop3bridge.accounts;

import org.jspecify.annotations.NullMarked;
