/** Tests of LMTP over real sockets. */
@NullMarked
package pop3bridge.server.lmtp;

import org.jspecify.annotations.NullMarked;
