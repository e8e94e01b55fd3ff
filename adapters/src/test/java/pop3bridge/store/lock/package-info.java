@NullMarked
package pop3bridge.store.lock;

import org.jspecify.annotations.NullMarked;
