@NullMarked
package pop3bridge.store.s3;

import org.jspecify.annotations.NullMarked;
