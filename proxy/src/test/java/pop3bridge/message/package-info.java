/** Tests of what becomes of a message on its way to the wire. */
@NullMarked
package pop3bridge.message;

import org.jspecify.annotations.NullMarked;
