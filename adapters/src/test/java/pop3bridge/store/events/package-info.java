@NullMarked
package pop3bridge.store.events;

import org.jspecify.annotations.NullMarked;
