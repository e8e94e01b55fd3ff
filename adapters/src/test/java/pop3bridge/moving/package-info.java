@NullMarked
package pop3bridge.moving;

import org.jspecify.annotations.NullMarked;
