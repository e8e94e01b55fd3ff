/** The octets of a message, from how they are stored to how they go over the wire. */
@NullMarked
package pop3bridge.message;

import org.jspecify.annotations.NullMarked;
