/** The port to an object store. */
@NullMarked
package pop3bridge.store;

import org.jspecify.annotations.NullMarked;
