package pop3bridge.oauth;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** It is unknown whether a token is valid. The message names the setting to look at, and never holds a token. */
final class OAuthFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CHARACTERS = 300;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private final Kind kind;
    private final String answer;

    /** What failed, and the settings that it depends on. */
    enum Kind {
        UNREACHABLE("the provider cannot be reached, TLS with it fails, or its answer is too large",
                OAuthSetting.ISSUER, OAuthSetting.JWKS_URL,
                OAuthSetting.INTROSPECTION_URL, OAuthSetting.CA_FILE),
        NO_ANSWER("the provider does not answer in time", OAuthSetting.ISSUER, OAuthSetting.JWKS_URL,
                OAuthSetting.INTROSPECTION_URL),
        TOO_LATE("a login took too long", OAuthSetting.ISSUER, OAuthSetting.JWKS_URL, OAuthSetting.INTROSPECTION_URL),
        DISCOVERY("the issuer has no usable OpenID configuration", OAuthSetting.ISSUER, OAuthSetting.JWKS_URL),
        KEYS("the provider's keys cannot be read", OAuthSetting.ISSUER, OAuthSetting.JWKS_URL),
        /** Says nothing about the provider: a client may have made the key's name up. */
        KEYS_TOO_OFTEN("a token's key is unknown, and the keys were fetched a moment ago"),
        CLIENT_REFUSED("the provider rejects the client credentials for introspection", OAuthSetting.CLIENT_ID,
                OAuthSetting.CLIENT_SECRET_FILE),
        CLIENT_SECRET("the client's secret cannot be read", OAuthSetting.CLIENT_SECRET_FILE),
        INTROSPECTION("the provider does not say whether a token is valid", OAuthSetting.INTROSPECTION_URL);

        private final String text;

        Kind(String what, OAuthSetting... settings) {
            this.text = OAuthSetting.see(what, settings);
        }

        /** The word for the log. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A failure.
     *
     * @param answer what the network or the provider said, without anything of a token; may be empty
     */
    OAuthFailure(Kind kind, String answer, @Nullable Throwable cause) {
        super(answer.isEmpty() ? kind.text : kind.text + ": " + seen(answer), cause);
        this.kind = kind;
        this.answer = seen(answer);
    }

    private static String seen(String text) {
        String line = UNSEEN.matcher(text).replaceAll(" ");
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
    }

    Kind kind() {
        return kind;
    }

    /** What to do about it. */
    String explanation() {
        return kind.text;
    }

    String answer() {
        return answer;
    }
}
