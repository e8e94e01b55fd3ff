package pop3bridge.accounts;

import com.ongres.stringprep.Profile;
import com.ongres.stringprep.Stringprep;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** SASLprep (RFC 4013): maps passwords that look the same to one form. */
public final class SaslPrep {
    private static final Profile PROFILE = Stringprep.getProvider("SASLprep");

    private SaslPrep() {}

    /** The prepared password, or the password itself if SASLprep forbids it or it is not UTF-8. */
    public static Secret prepared(Secret password) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password.octets())).toString();
            return Secret.of(PROFILE.prepareStored(text));
        } catch (CharacterCodingException | IllegalArgumentException _) {
            return password;
        }
    }
}
