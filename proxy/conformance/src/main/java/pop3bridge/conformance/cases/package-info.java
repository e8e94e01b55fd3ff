/**
 * The cases by subject, each with the section of the RFC that it holds a server to, and the client's part of authentication
 * mechanisms.
 */
@NullMarked
package pop3bridge.conformance.cases;

import org.jspecify.annotations.NullMarked;
