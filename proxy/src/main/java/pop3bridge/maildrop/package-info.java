/** The port to a maildrop, in the protocol's words; whatever stores mail implements it. */
@NullMarked
package pop3bridge.maildrop;

import org.jspecify.annotations.NullMarked;
