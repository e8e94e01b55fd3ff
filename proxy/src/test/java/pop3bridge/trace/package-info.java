/** Tests of traces. */
@NullMarked
package pop3bridge.trace;

import org.jspecify.annotations.NullMarked;
