package pop3bridge.accounts;

import java.nio.charset.StandardCharsets;

/** A password as octets. It is never visible in logs or messages. */
public final class Secret {
    private final byte[] octets;

    private Secret(byte[] octets) {
        this.octets = octets;
    }

    /** Returns a secret with a copy of these octets. */
    public static Secret of(byte[] octets) {
        return new Secret(octets.clone());
    }

    /** Returns a secret with this text in UTF-8. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a copy of the octets. */
    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
