/**
 * The transport under the servers: listening sockets, a client's socket, its input and output, TLS, the addresses of
 * clients, and what the log may say of them.
 */
@NullMarked
package pop3bridge.net;

import org.jspecify.annotations.NullMarked;
