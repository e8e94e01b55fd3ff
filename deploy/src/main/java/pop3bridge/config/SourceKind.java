package pop3bridge.config;

/** The kinds of authentication backends. */
enum SourceKind {
    FILE,
    LDAP,
    HTTP,
    OAUTH
}
