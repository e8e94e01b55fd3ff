@NullMarked
package pop3bridge.store.sizes;

import org.jspecify.annotations.NullMarked;
