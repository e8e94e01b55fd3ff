/** Tests of the client's part of authentication mechanisms. */
@NullMarked
package pop3bridge.conformance.cases;

import org.jspecify.annotations.NullMarked;
