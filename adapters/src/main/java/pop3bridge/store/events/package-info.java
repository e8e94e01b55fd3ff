/** New mail as the store's event notifications tell it, so that maildrops known to be empty need not be listed. */
@NullMarked
package pop3bridge.store.events;

import org.jspecify.annotations.NullMarked;
