/** Delivery of mail into maildrops: recipients, the form in which messages are stored, and the names of their objects. */
@NullMarked
package pop3bridge.delivery;

import org.jspecify.annotations.NullMarked;
