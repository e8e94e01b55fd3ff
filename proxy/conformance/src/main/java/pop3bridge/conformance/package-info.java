/** A conformance suite for POP3 servers: the program, which runs the cases and reports their results. */
@NullMarked
package pop3bridge.conformance;

import org.jspecify.annotations.NullMarked;
