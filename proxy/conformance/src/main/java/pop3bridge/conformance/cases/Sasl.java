package pop3bridge.conformance.cases;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The client's part of APOP and of SASL mechanisms. */
final class Sasl {
    private Sasl() {}

    static String base64(String text) {
        return base64(text.getBytes(UTF_8));
    }

    static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /** The message of PLAIN in Base64 (RFC 4616 §2). */
    static String plain(String authorization, String user, String password) {
        return base64(authorization + "\0" + user + "\0" + password);
    }

    /** The digest of APOP (RFC 1939 §7). */
    static String apop(String timestamp, String password) {
        return hex(hash("MD5", (timestamp + password).getBytes(UTF_8)));
    }

    /** The response of CRAM-MD5 in Base64 (RFC 2195 §2). */
    static String cramMd5(String user, String password, byte[] challenge) {
        return base64(user + " " + hex(hmac("HmacMD5", password.getBytes(UTF_8), challenge)));
    }

    static byte[] hash(String algorithm, byte[] octets) {
        try {
            return MessageDigest.getInstance(algorithm).digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hmac(String algorithm, byte[] key, byte[] octets) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
