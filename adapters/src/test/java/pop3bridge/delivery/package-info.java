@NullMarked
package pop3bridge.delivery;

import org.jspecify.annotations.NullMarked;
