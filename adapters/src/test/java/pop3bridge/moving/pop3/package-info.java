@NullMarked
package pop3bridge.moving.pop3;

import org.jspecify.annotations.NullMarked;
