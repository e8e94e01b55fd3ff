@NullMarked
package pop3bridge.moving.mbox;

import org.jspecify.annotations.NullMarked;
