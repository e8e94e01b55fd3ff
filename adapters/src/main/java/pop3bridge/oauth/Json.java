package pop3bridge.oauth;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;

/** Reads JSON objects (RFC 8259). */
final class Json {
    private Json() {}

    /** The members; the library takes the text {@code null} for an object that is null. */
    static Map<String, Object> object(String text) throws ParseException {
        return Optional.ofNullable(JSONObjectUtils.parse(text))
                .orElseThrow(() -> new ParseException("not a JSON object", 0));
    }
}
