@NullMarked
package pop3bridge.deploy;

import org.jspecify.annotations.NullMarked;
