@NullMarked
package pop3bridge.store.names;

import org.jspecify.annotations.NullMarked;
