package pop3bridge.config;

/** The kinds of sources of accounts. */
enum SourceKind {
    FILE,
    LDAP,
    HTTP,
    OAUTH
}
