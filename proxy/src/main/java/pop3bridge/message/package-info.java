/** Converts messages from their stored form to their form on the wire. */
@NullMarked
package pop3bridge.message;

import org.jspecify.annotations.NullMarked;
