package pop3bridge.pop3;

import java.util.List;
import java.util.Locale;
import pop3bridge.message.Form;

/**
 * Workarounds for clients.
 *
 * @param form the form in which messages are sent, regardless of the client's commands
 * @param utf8Headers how messages with UTF-8 in their header are sent
 * @param last which clients may use LAST
 * @param hiddenCapabilities the names of capabilities that CAPA does not list, in upper case; their commands still work
 */
public record Compatibility(Form form, Utf8Headers utf8Headers, LastPolicy last, List<String> hiddenCapabilities) {
    /** No workarounds. */
    public static final Compatibility NONE = new Compatibility(Form.AS_STORED, Utf8Headers.AS_IS, LastPolicy.AUTO,
            List.of());

    /**
     * Returns the form in which messages are sent to a client.
     *
     * @param utf8 whether the client has sent UTF8
     */
    Form form(boolean utf8) {
        return utf8Headers == Utf8Headers.SURROGATE && !utf8 ? form.withSurrogateHeader() : form;
    }

    boolean servesLast(boolean capaSent) {
        return switch (last) {
            case AUTO -> !capaSent;
            case ON -> true;
            case OFF -> false;
        };
    }

    boolean rejectsUtf8(boolean utf8) {
        return utf8Headers == Utf8Headers.REJECT && !utf8;
    }

    /** Returns whether CAPA lists this capability line. */
    boolean lists(String capability) {
        return !hiddenCapabilities.contains(capability.split(" ", 2)[0].toUpperCase(Locale.ROOT));
    }
}
