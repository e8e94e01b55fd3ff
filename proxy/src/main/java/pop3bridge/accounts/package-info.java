/** The port for who may log in, and which maildrop is theirs. */
@NullMarked
package pop3bridge.accounts;

import org.jspecify.annotations.NullMarked;
