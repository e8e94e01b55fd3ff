/** The accounts port: who may log in, and to which maildrop. */
@NullMarked
package pop3bridge.accounts;

import org.jspecify.annotations.NullMarked;
