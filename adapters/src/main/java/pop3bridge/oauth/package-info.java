/** Accounts of bearer tokens (RFC 6750): signed tokens (JWT, RFC 7519), and tokens that are verified by introspection (RFC 7662). */
@NullMarked
package pop3bridge.oauth;

import org.jspecify.annotations.NullMarked;
