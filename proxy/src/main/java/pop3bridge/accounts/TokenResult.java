package pop3bridge.accounts;

import java.util.Optional;

/** What a bearer token has led to. */
public sealed interface TokenResult {
    /** It is this account's. */
    record Accepted(Account account) implements TokenResult {}

    /**
     * It is not valid. The client gets a challenge that says so (RFC 7628 §3.2.2).
     *
     * @param status {@code invalid_token}, {@code insufficient_scope} or {@code invalid_request} (RFC 6750 §3.1)
     * @param scope what the client should ask for
     * @param configuration where the client finds the authorization server (the URL of its OpenID configuration)
     */
    record Refused(String status, Optional<String> scope, Optional<String> configuration) implements TokenResult {}
}
