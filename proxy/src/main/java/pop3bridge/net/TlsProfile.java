package pop3bridge.net;

/** Which protocol versions and cipher suites a listener accepts. */
public enum TlsProfile {
    /** TLS 1.2 and 1.3 with the suites that current clients have. */
    MODERN,
    /** TLS 1.0 and 1.1 as well, with old suites, for devices that will never be updated. */
    LEGACY
}
