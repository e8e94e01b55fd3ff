package pop3bridge.ldap;

/** The settings that messages of this package name. */
public enum LdapSetting {
    URLS("ldap.urls"),
    START_TLS("ldap.start-tls"),
    CA_FILE("ldap.ca-file"),
    ALLOW_PLAINTEXT("ldap.allow-plaintext"),
    BIND_DN("ldap.bind-dn"),
    BIND_PASSWORD("ldap.bind-password-file"),
    BASE("ldap.base"),
    FILTER("ldap.filter"),
    DN_TEMPLATE("ldap.dn-template"),
    NAME_ATTRIBUTE("ldap.name-attribute"),
    MAILDROP_ATTRIBUTE("ldap.maildrop-attribute"),
    CONNECTIONS("ldap.connections"),
    CONNECT_TIMEOUT("ldap.connect-timeout"),
    ANSWER_TIMEOUT("ldap.answer-timeout"),
    LOGIN_TIMEOUT("ldap.login-timeout");

    private final String key;

    LdapSetting(String key) {
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
