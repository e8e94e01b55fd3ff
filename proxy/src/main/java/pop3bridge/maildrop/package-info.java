/** The maildrop port, in the terms of the protocol; implemented by mail stores. */
@NullMarked
package pop3bridge.maildrop;

import org.jspecify.annotations.NullMarked;
