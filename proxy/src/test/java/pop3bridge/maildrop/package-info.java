/** Maildrops in memory, and what every maildrop must do. */
@NullMarked
package pop3bridge.maildrop;

import org.jspecify.annotations.NullMarked;
