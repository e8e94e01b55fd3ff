package pop3bridge.http;

/** The settings that messages of this package name. */
public enum HttpSetting {
    URL("accounts.http.url"),
    TOKEN_FILE("accounts.http.token-file"),
    CA_FILE("accounts.http.ca-file"),
    ALLOW_PLAINTEXT("accounts.http.allow-plaintext"),
    CONNECTIONS("accounts.http.connections"),
    CONNECT_TIMEOUT("accounts.http.connect-timeout"),
    ANSWER_TIMEOUT("accounts.http.answer-timeout");

    private final String key;

    HttpSetting(String key) {
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

    @Override
    public String toString() {
        return key;
    }
}
