/** A conformance suite for POP3 servers: named cases, each with the section of the RFC that it holds a server to. */
@NullMarked
package pop3bridge.conformance;

import org.jspecify.annotations.NullMarked;
