/** The running process: what is built, started and stopped. */
@NullMarked
package pop3bridge.deploy;

import org.jspecify.annotations.NullMarked;
