/** Tests what an object store enforces before the bridge relies on it for locks. */
@NullMarked
package pop3bridge.store.probe;

import org.jspecify.annotations.NullMarked;
