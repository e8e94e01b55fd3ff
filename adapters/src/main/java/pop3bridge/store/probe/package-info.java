/**
 * Tests what an object store enforces before the bridge relies on it for locks. The result of the last test is
 * remembered in the bucket.
 */
@NullMarked
package pop3bridge.store.probe;

import org.jspecify.annotations.NullMarked;
