package pop3bridge.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static pop3bridge.conformance.trial.Finding.must;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import pop3bridge.conformance.trial.Finding;

/** The client's part of SCRAM without channel binding (RFC 5802 §3); the messages are without Base64. */
final class Scram {
    private static final int LEAST_ITERATIONS = 4096;

    private final String hash;
    private final String mac;
    private final String bare;
    private final String nonce;
    private final String password;
    private byte[] serverSignature = {};

    /**
     * An exchange that has not begun.
     *
     * @param hash SHA-1 or SHA-256
     */
    Scram(String hash, String user, String password, String nonce) {
        this.hash = hash;
        mac = "Hmac" + hash.replace("-", "");
        this.nonce = nonce;
        this.password = password;
        bare = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    String clientFirst() {
        return "n,," + bare;
    }

    /** The answer to the server's first message, whose rules are checked. */
    String clientFinal(String serverFirst) throws Finding {
        Map<String, String> attributes = attributes(serverFirst);
        String joined = attributes.getOrDefault("r", "");
        must(joined.startsWith(nonce) && joined.length() > nonce.length(),
                "the server's nonce does not continue the client's: " + serverFirst);
        must(serverFirst.startsWith("r="), "the nonce is not the first attribute: " + serverFirst);
        int iterations = iterations(attributes.getOrDefault("i", ""));
        byte[] salt = decoded(attributes.getOrDefault("s", ""));
        must(salt.length > 0, "no salt: " + serverFirst);
        String withoutProof = "c=" + Sasl.base64("n,,") + ",r=" + joined;
        byte[] authMessage = (bare + "," + serverFirst + "," + withoutProof).getBytes(UTF_8);
        byte[] salted = salted(salt, iterations);
        byte[] clientKey = Sasl.hmac(mac, salted, Sasl.ascii("Client Key"));
        byte[] proof = xor(clientKey, Sasl.hmac(mac, Sasl.hash(hash, clientKey), authMessage));
        serverSignature = Sasl.hmac(mac, Sasl.hmac(mac, salted, Sasl.ascii("Server Key")), authMessage);
        return withoutProof + ",p=" + Sasl.base64(proof);
    }

    /** Checks the server's signature: only who knows the password can make it. */
    void serverFinal(String message) throws Finding {
        String signature = attributes(message).getOrDefault("v", "");
        must(signature.equals(Sasl.base64(serverSignature)), "the server's signature is wrong: " + message);
    }

    private static int iterations(String text) throws Finding {
        must(text.matches("\\d{1,9}"), "no iteration count: " + text);
        int iterations = Integer.parseInt(text);
        must(iterations >= LEAST_ITERATIONS, "less than 4096 iterations: " + text);
        return iterations;
    }

    private static byte[] decoded(String base64) throws Finding {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw Finding.failure("no Base64: " + base64);
        }
    }

    private static Map<String, String> attributes(String message) {
        Map<String, String> attributes = new HashMap<>();
        for (String attribute : message.split(",", -1)) {
            int equals = attribute.indexOf('=');
            if (equals > 0) {
                attributes.put(attribute.substring(0, equals), attribute.substring(equals + 1));
            }
        }
        return attributes;
    }

    /** Hi (RFC 5802 §2.2). */
    private byte[] salted(byte[] salt, int iterations) {
        byte[] key = password.getBytes(UTF_8);
        byte[] u = Sasl.hmac(mac, key, ByteBuffer.allocate(salt.length + 4).put(salt).putInt(1).array());
        byte[] result = u;
        for (int i = 1; i < iterations; i++) {
            u = Sasl.hmac(mac, key, u);
            result = xor(result, u);
        }
        return result;
    }

    private static byte[] xor(byte[] a, byte[] b) {
        byte[] result = new byte[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = (byte) (a[i] ^ b[i]);
        }
        return result;
    }
}
