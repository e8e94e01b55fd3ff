/** The transport under the servers: listening sockets, a client's socket, its input and output, TLS, and the addresses of clients. */
@NullMarked
package pop3bridge.net;

import org.jspecify.annotations.NullMarked;
