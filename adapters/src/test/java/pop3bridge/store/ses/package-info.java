@NullMarked
package pop3bridge.store.ses;

import org.jspecify.annotations.NullMarked;
