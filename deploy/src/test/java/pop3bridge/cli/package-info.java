@NullMarked
package pop3bridge.cli;

import org.jspecify.annotations.NullMarked;
