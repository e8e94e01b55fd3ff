@NullMarked
package pop3bridge.guard;

import org.jspecify.annotations.NullMarked;
