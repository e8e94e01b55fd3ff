/** Settings: from a file and the environment to one tree of records. */
@NullMarked
package pop3bridge.config;

import org.jspecify.annotations.NullMarked;
