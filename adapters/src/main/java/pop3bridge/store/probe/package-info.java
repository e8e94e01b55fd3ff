/** Tries what an object store enforces before locks are entrusted to it. */
@NullMarked
package pop3bridge.store.probe;

import org.jspecify.annotations.NullMarked;
