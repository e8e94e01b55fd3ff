/** Accounts from a web service. */
@NullMarked
package pop3bridge.http;

import org.jspecify.annotations.NullMarked;
