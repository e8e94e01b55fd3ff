package pop3bridge.pop3.sasl;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import pop3bridge.pop3.sasl.TlsSession.ChannelBinding;

/**
 * Channel binding in SCRAM (RFC 5802 §6).
 *
 * @param required whether the mechanism is a PLUS one
 * @param offered whether the PLUS variant is offered, so that a client that binds has no reason not to
 */
record BindingRules(boolean required, boolean offered, Optional<TlsSession> tls) {
    /**
     * What {@code c=} has to hold after this flag; empty if the client must be refused: its kind of binding is unknown or has no
     * data here, or it believes that PLUS is not offered, so that somebody has changed the list of mechanisms on its way.
     *
     * @param flag {@code n}, {@code y} or {@code p=} and a kind
     * @param gs2Header the flag, and what follows it up to the second comma inclusive
     */
    Optional<byte[]> input(String flag, String gs2Header) {
        if (!required) {
            return flag.equals("y") && offered ? Optional.empty() : Optional.of(Text.octets(gs2Header));
        }
        return Arrays.stream(ChannelBinding.values()).filter(kind -> flag.equals("p=" + kind.wire())).findFirst()
                .flatMap(kind -> tls.flatMap(session -> session.channelBinding(kind)))
                .map(data -> joined(Text.octets(gs2Header), data));
    }

    /** Whether a message with this flag belongs to the mechanism at all. */
    boolean takes(String flag) {
        return flag.startsWith("p=") == required;
    }

    private static byte[] joined(byte[] header, byte[] data) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(header);
        joined.writeBytes(data);
        return joined.toByteArray();
    }
}
