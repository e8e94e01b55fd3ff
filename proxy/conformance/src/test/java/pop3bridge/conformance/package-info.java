/** Tests of the suite itself: it must be able to fail. */
@NullMarked
package pop3bridge.conformance;

import org.jspecify.annotations.NullMarked;
