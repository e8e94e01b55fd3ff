/** The exclusive lock of a maildrop, by conditional writes to one object. */
@NullMarked
package pop3bridge.store.lock;

import org.jspecify.annotations.NullMarked;
