/** POP3 over TCP: listeners, connections, limits and time-outs. */
@NullMarked
package pop3bridge.server;

import org.jspecify.annotations.NullMarked;
