/** Reads mail from another POP3 server. */
@NullMarked
package pop3bridge.moving.pop3;

import org.jspecify.annotations.NullMarked;
