@NullMarked
package pop3bridge.sources;

import org.jspecify.annotations.NullMarked;
