/** Tests over real sockets. */
@NullMarked
package pop3bridge.server;

import org.jspecify.annotations.NullMarked;
