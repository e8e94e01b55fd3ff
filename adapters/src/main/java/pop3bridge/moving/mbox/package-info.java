/** Reads and writes mbox files (RFC 4155). */
@NullMarked
package pop3bridge.moving.mbox;

import org.jspecify.annotations.NullMarked;
