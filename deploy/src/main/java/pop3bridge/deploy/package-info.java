/** What is run: the settings, the command line and the process. */
@NullMarked
package pop3bridge.deploy;

import org.jspecify.annotations.NullMarked;
