package pop3bridge.oauth;

/** The settings that messages of this package name. */
public enum OAuthSetting {
    ISSUER("oauth.issuer"),
    JWKS_URL("oauth.jwks-url"),
    AUDIENCE("oauth.audience"),
    ALGORITHMS("oauth.algorithms"),
    USER_CLAIM("oauth.user-claim"),
    MAILDROP_CLAIM("oauth.maildrop-claim"),
    SCOPE("oauth.scope"),
    CLOCK_SKEW("oauth.clock-skew"),
    INTROSPECTION_URL("oauth.introspection-url"),
    CLIENT_ID("oauth.client-id"),
    CLIENT_SECRET_FILE("oauth.client-secret-file"),
    CA_FILE("oauth.ca-file"),
    ALLOW_PLAINTEXT("oauth.allow-plaintext");

    private final String key;

    OAuthSetting(String key) {
        this.key = key;
    }

    /** The key, as an operator writes it. */
    public String key() {
        return key;
    }

    /** What is wrong with the value of this setting. */
    IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(key + ": " + why);
    }

    /** The text with the settings to look at. */
    static String see(String text, OAuthSetting... settings) {
        StringBuilder line = new StringBuilder(text);
        String before = " (see ";
        for (OAuthSetting setting : settings) {
            line.append(before).append(setting.key);
            before = ", ";
        }
        return line.append(settings.length == 0 ? "" : ")").toString();
    }

    @Override
    public String toString() {
        return key;
    }
}
