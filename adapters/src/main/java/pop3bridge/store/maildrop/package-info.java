/** Maildrops over the object-store port: one object a message. */
@NullMarked
package pop3bridge.store.maildrop;

import org.jspecify.annotations.NullMarked;
