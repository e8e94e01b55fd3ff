/** Accounts of bearer tokens (RFC 6750): signed ones (JWT, RFC 7519) and those that the provider is asked about (RFC 7662). */
@NullMarked
package pop3bridge.oauth;

import org.jspecify.annotations.NullMarked;
