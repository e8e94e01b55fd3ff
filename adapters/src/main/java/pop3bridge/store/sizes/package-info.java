/** What is known of message sizes on the wire: a cache in memory, and an index object for each maildrop that outlives it. */
@NullMarked
package pop3bridge.store.sizes;

import org.jspecify.annotations.NullMarked;
