/** Reads the settings from a file and the environment into one tree of records. */
@NullMarked
package pop3bridge.config;

import org.jspecify.annotations.NullMarked;
