package pop3bridge.pop3.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import pop3bridge.accounts.ScramHash;

/** The client side of SCRAM, written independently from RFC 5802 §3, with the key derivation of the JDK. */
public final class ScramClient {
    private static final Pattern SERVER_FIRST = Pattern.compile("r=(clientnonce[^,]+),s=([^,]+),i=(\\d+)");

    private final boolean sha256;
    private final String name;
    private final String password;
    private final String gs2Header;
    private final byte[] binding;
    private String serverSignature = "";

    ScramClient(ScramHash hash, String name, String password) {
        this(hash, name, password, "n,,", new byte[0]);
    }

    /**
     * With channel binding.
     *
     * @param binding the data of the TLS session
     */
    public ScramClient(ScramHash hash, String name, String password, String gs2Header, byte[] binding) {
        this.gs2Header = gs2Header;
        this.binding = binding.clone();
        this.sha256 = hash == ScramHash.SHA_256;
        this.name = name;
        this.password = password;
    }

    /** The first message. */
    public String first() {
        return gs2Header + "n=" + name + ",r=clientnonce";
    }

    /** The last message, after this one of the server. */
    public String last(String serverFirst) throws Exception {
        Matcher server = SERVER_FIRST.matcher(serverFirst);
        if (!server.matches()) {
            throw new AssertionError(serverFirst);
        }
        byte[] salt = Base64.getDecoder().decode(server.group(2));
        byte[] salted = SecretKeyFactory.getInstance(sha256 ? "PBKDF2WithHmacSHA256" : "PBKDF2WithHmacSHA1")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, Integer.parseInt(server.group(3)),
                        sha256 ? 256 : 160))
                .getEncoded();
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(gs2Header.getBytes(UTF_8));
        input.writeBytes(binding);
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(input.toByteArray()) + ",r=" + server.group(1);
        String authMessage = first().substring(gs2Header.length()) + "," + serverFirst + "," + withoutProof;
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] storedKey = MessageDigest.getInstance(sha256 ? "SHA-256" : "SHA-1").digest(clientKey);
        byte[] proof = hmac(storedKey, authMessage);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        serverSignature = "v=" + Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), authMessage));
        return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    /** What the server's last message must be. */
    public String serverSignature() {
        return serverSignature;
    }

    private byte[] hmac(byte[] key, String text) throws Exception {
        String algorithm = sha256 ? "HmacSHA256" : "HmacSHA1";
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(text.getBytes(UTF_8));
    }
}
