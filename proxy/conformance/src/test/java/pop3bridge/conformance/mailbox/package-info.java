/** Tests of what is expected of messages. */
@NullMarked
package pop3bridge.conformance.mailbox;

import org.jspecify.annotations.NullMarked;
