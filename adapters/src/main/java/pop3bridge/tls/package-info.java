/** Certificates and keys: read from files, reloaded when these change. */
@NullMarked
package pop3bridge.tls;

import org.jspecify.annotations.NullMarked;
