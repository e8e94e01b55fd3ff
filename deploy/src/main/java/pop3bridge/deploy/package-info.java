/** Builds, starts and stops the components of the process. */
@NullMarked
package pop3bridge.deploy;

import org.jspecify.annotations.NullMarked;
