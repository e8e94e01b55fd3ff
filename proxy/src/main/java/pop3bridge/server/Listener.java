package pop3bridge.server;

import pop3bridge.net.TlsProfile;
import pop3bridge.server.ServerConfig.PlaintextLogin;

/**
 * How a listening port serves its clients.
 *
 * @param plaintext on which connections passwords are accepted without TLS
 * @param proxyProtocol whether each connection begins with a PROXY protocol header, version 1 or 2; it is then accepted from trusted
 *     proxies only
 */
public record Listener(Tls tls, PlaintextLogin plaintext, TlsProfile profile, boolean proxyProtocol) {
    /** Whether and when connections are encrypted. */
    public enum Tls {
        /** Never. */
        OFF,
        /** After the command STLS (RFC 2595 §4). */
        STARTTLS,
        /** From the first octet (RFC 8314 §3.2). */
        IMPLICIT
    }

    /** A port without TLS and without a proxy before it. */
    public static Listener clear(PlaintextLogin plaintext) {
        return new Listener(Tls.OFF, plaintext, TlsProfile.MODERN, false);
    }
}
