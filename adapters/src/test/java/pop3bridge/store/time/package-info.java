@NullMarked
package pop3bridge.store.time;

import org.jspecify.annotations.NullMarked;
