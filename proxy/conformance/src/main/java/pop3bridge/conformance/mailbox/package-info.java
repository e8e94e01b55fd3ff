/** The messages that the maildrop holds during a run. */
@NullMarked
package pop3bridge.conformance.mailbox;

import org.jspecify.annotations.NullMarked;
