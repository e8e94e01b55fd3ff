@NullMarked
package pop3bridge.store.encryption;

import org.jspecify.annotations.NullMarked;
