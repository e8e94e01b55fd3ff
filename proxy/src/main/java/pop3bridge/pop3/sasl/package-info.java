/**
 * The SASL mechanisms (RFC 4422, RFC 5034) and APOP: authenticate a client's responses as an account. No sockets;
 * blocks when {@code Accounts} blocks.
 */
@NullMarked
package pop3bridge.pop3.sasl;

import org.jspecify.annotations.NullMarked;
