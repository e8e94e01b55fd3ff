package pop3bridge.users.password;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.Secret;

/**
 * The hash of a users file's line, without its scheme.
 *
 * @param encoding from the suffix of the scheme
 */
record HashField(String value, Optional<Encoding> encoding) {
    /** How octets are encoded. */
    enum Encoding {
        BASE64,
        HEX
    }

    static PasswordHash parse(String field) throws PasswordException {
        if (field.startsWith("$")) {
            return new HashField(field, Optional.empty()).read(ofPrefix(field));
        }
        int end = field.indexOf('}');
        if (!field.startsWith("{") || end < 0) {
            throw noScheme();
        }
        String[] name = field.substring(1, end).toUpperCase(Locale.ROOT).split("\\.", 2);
        HashField hash = new HashField(field.substring(end + 1),
                name.length == 1 ? Optional.empty() : Optional.of(encoding(name[1])));
        return hash.read(switch (name[0]) {
            case "CRYPT" -> ofPrefix(hash.text());
            case "MD5" -> hash.text().startsWith("$") ? Scheme.MD5_CRYPT : Scheme.PLAIN_MD5;
            default -> Scheme.named(name[0]).orElseThrow(HashField::unknownScheme);
        });
    }

    private static Scheme ofPrefix(String hash) throws PasswordException {
        return Scheme.ofPrefix(hash).orElseThrow(HashField::unknownScheme);
    }

    private static Encoding encoding(String suffix) throws PasswordException {
        return switch (suffix) {
            case "B64", "BASE64" -> Encoding.BASE64;
            case "HEX" -> Encoding.HEX;
            default -> throw unknownScheme();
        };
    }

    private static PasswordException noScheme() {
        return new PasswordException("the password has no scheme: write one before it, such as {ARGON2ID}");
    }

    private static PasswordException unknownScheme() {
        return new PasswordException("the password scheme is unknown: use one of " + Scheme.list()
                + ", with .b64 or .hex if the hash is encoded so");
    }

    private PasswordHash read(Scheme scheme) throws PasswordException {
        return switch (scheme) {
            case ARGON2ID, ARGON2I -> Argon2.parse(scheme, text());
            case BLF_CRYPT -> BlfCrypt.parse(text());
            case SHA512_CRYPT, SHA256_CRYPT -> ShaCrypt.parse(scheme, text());
            case MD5_CRYPT -> Md5Crypt.parse(text());
            case PBKDF2 -> Pbkdf2.parse(text());
            case SCRAM_SHA_256 -> ScramPassword.parse(ScramHash.SHA_256, text());
            case SCRAM_SHA_1 -> ScramPassword.parse(ScramHash.SHA_1, text());
            case PLAIN -> PlainPassword.of(Secret.of(octets(Optional.empty())));
            case SSHA512 -> DigestHash.salted(scheme, MessageDigestAlgorithms.SHA_512, this);
            case SSHA256 -> DigestHash.salted(scheme, MessageDigestAlgorithms.SHA_256, this);
            case SSHA -> DigestHash.salted(scheme, MessageDigestAlgorithms.SHA_1, this);
            case SMD5 -> DigestHash.salted(scheme, MessageDigestAlgorithms.MD5, this);
            case SHA512 -> DigestHash.unsalted(scheme, MessageDigestAlgorithms.SHA_512, this);
            case SHA256 -> DigestHash.unsalted(scheme, MessageDigestAlgorithms.SHA_256, this);
            case SHA -> DigestHash.unsalted(scheme, MessageDigestAlgorithms.SHA_1, this);
            case PLAIN_MD5 -> DigestHash.unsalted(scheme, MessageDigestAlgorithms.MD5, this);
        };
    }

    /** The octets, in this encoding if the scheme has no suffix. */
    byte[] octets(Encoding otherwise) throws PasswordException {
        return octets(Optional.of(otherwise));
    }

    private byte[] octets(Optional<Encoding> otherwise) throws PasswordException {
        Optional<Encoding> known = encoding.or(() -> otherwise);
        if (known.isEmpty()) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return switch (known.get()) {
                case BASE64 -> Base64.getDecoder().decode(value);
                case HEX -> HexFormat.of().parseHex(value);
            };
        } catch (IllegalArgumentException _) {
            throw new PasswordException(switch (known.get()) {
                case BASE64 -> "the hash is not valid Base64: check that it is complete, or hash the password again";
                case HEX -> "the hash is not valid hexadecimal: check that it is complete, or hash the password again";
            });
        }
    }

    private String text() throws PasswordException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets(Optional.empty()))).toString();
        } catch (CharacterCodingException _) {
            throw new PasswordException("the decoded hash is not text: hash the password again");
        }
    }

    @Override
    public String toString() {
        return "(hash)";
    }
}
