/** The port to an object store, and its implementation over the S3 protocol. */
@NullMarked
package pop3bridge.store;

import org.jspecify.annotations.NullMarked;
