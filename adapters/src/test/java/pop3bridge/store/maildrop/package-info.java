@NullMarked
package pop3bridge.store.maildrop;

import org.jspecify.annotations.NullMarked;
