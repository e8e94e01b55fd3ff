package pop3bridge.oauth;

import com.nimbusds.jose.JWSAlgorithm;

/** How a token may be signed (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). All have a public key: with a shared one, the server could make tokens. */
public enum SignatureAlgorithm {
    RS256("RS256"),
    RS384("RS384"),
    RS512("RS512"),
    PS256("PS256"),
    PS384("PS384"),
    PS512("PS512"),
    ES256("ES256"),
    ES384("ES384"),
    ES512("ES512"),
    /** With Ed25519 alone. */
    EDDSA("EdDSA"),
    ED25519("Ed25519");

    private final String id;

    SignatureAlgorithm(String id) {
        this.id = id;
    }

    /** The name, as the header of a token has it. */
    public String id() {
        return id;
    }

    JWSAlgorithm algorithm() {
        return JWSAlgorithm.parse(id);
    }
}
