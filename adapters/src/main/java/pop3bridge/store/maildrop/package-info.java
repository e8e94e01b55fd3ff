/** Maildrops on the object store port: one object for each message. */
@NullMarked
package pop3bridge.store.maildrop;

import org.jspecify.annotations.NullMarked;
