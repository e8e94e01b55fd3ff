@NullMarked
package pop3bridge.store.probe;

import org.jspecify.annotations.NullMarked;
