@NullMarked
package pop3bridge.management;

import org.jspecify.annotations.NullMarked;
