package pop3bridge.accounts;

import com.ongres.stringprep.Profile;
import com.ongres.stringprep.Stringprep;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** SASLprep (RFC 4013): passwords that look the same become the same. */
public final class SaslPrep {
    private static final Profile PROFILE = Stringprep.getProvider("SASLprep");

    private SaslPrep() {}

    /** The prepared password; one that SASLprep forbids, or that is not UTF-8, is taken as it is. */
    public static Secret prepared(Secret password) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password.octets())).toString();
            return Secret.of(PROFILE.prepareStored(text));
        } catch (CharacterCodingException | IllegalArgumentException _) {
            return password;
        }
    }
}
