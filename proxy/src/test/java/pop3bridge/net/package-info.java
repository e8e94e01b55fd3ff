/** Tests of the transport without a server. */
@NullMarked
package pop3bridge.net;

import org.jspecify.annotations.NullMarked;
