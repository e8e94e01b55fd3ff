/** The SASL mechanisms (RFC 4422, RFC 5034) and APOP: from what a client sends to an account. No sockets; blocks where accounts block. */
@NullMarked
package pop3bridge.pop3.sasl;

import org.jspecify.annotations.NullMarked;
