package pop3bridge.oauth;

import java.util.Locale;

/** Why a token is refused. The client learns that the token is invalid or a scope is missing; the log contains the reason. */
enum Refusal {
    TOO_LONG("longer than 16 KiB"),
    MALFORMED("neither a valid signed token nor one that can be introspected", OAuthSetting.INTROSPECTION_URL),
    WRONG_TYPE("signed, but its header typ is not that of an access token"),
    ALGORITHM("not signed by an accepted algorithm", OAuthSetting.ALGORITHMS),
    UNKNOWN_KEY("signed by a key that the provider does not publish", OAuthSetting.ISSUER, OAuthSetting.JWKS_URL),
    BAD_SIGNATURE("the signature is wrong"),
    WRONG_ISSUER("from another issuer", OAuthSetting.ISSUER),
    WRONG_AUDIENCE("for another audience", OAuthSetting.AUDIENCE),
    EXPIRED("expired", OAuthSetting.CLOCK_SKEW),
    NO_EXPIRY("without an expiry time (claim exp)"),
    NOT_YET_VALID("not valid yet", OAuthSetting.CLOCK_SKEW),
    /** The provider says that it is not valid (RFC 7662 §2.2). */
    INACTIVE("not active"),
    /** The client would have to prove that it has the key (RFC 7800, RFC 9449), which is not supported. */
    BOUND_TO_KEY("bound to a key (claim cnf)"),
    NO_USER("without a usable user name", OAuthSetting.USER_CLAIM),
    EMAIL_NOT_VERIFIED("of a user whose email address is not verified", OAuthSetting.USER_CLAIM),
    BAD_MAILDROP("with an unusable maildrop", OAuthSetting.MAILDROP_CLAIM),
    MISSING_SCOPE("without the scope", OAuthSetting.SCOPE),
    /** The client gave another user name than the token's. */
    OTHER_USER("of a user other than the one that the client named", OAuthSetting.USER_CLAIM);

    private final String text;

    Refusal(String text, OAuthSetting... settings) {
        this.text = OAuthSetting.see(text, settings);
    }

    /** What is wrong with the token. */
    String explanation() {
        return text;
    }

    /** Whether this happens every day: the session's own line in the log is enough. */
    boolean ordinary() {
        return this == EXPIRED || this == INACTIVE;
    }

    /** Whether the provider or its keys were needed to find that out, so that they can be used. */
    boolean checked() {
        return switch (this) {
            case TOO_LONG, MALFORMED, WRONG_TYPE, ALGORITHM -> false;
            case UNKNOWN_KEY, BAD_SIGNATURE, WRONG_ISSUER, WRONG_AUDIENCE, EXPIRED, NO_EXPIRY, NOT_YET_VALID, INACTIVE,
                    BOUND_TO_KEY, NO_USER, EMAIL_NOT_VERIFIED, BAD_MAILDROP, MISSING_SCOPE, OTHER_USER ->
                true;
        };
    }

    /** The error code for the client (RFC 6750 §3.1). */
    String status() {
        return this == MISSING_SCOPE ? "insufficient_scope" : "invalid_token";
    }

    /** The word for the log. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
