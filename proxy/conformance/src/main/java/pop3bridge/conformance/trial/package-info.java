/** What a case works with: connections to the server, its replies, and the verdicts. */
@NullMarked
package pop3bridge.conformance.trial;

import org.jspecify.annotations.NullMarked;
