/** The object store port. */
@NullMarked
package pop3bridge.store;

import org.jspecify.annotations.NullMarked;
