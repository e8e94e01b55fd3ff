package pop3bridge.pop3;

import java.util.List;
import java.util.Locale;
import pop3bridge.message.Form;

/**
 * What is done for the sake of clients that cannot do with less or with more.
 *
 * @param form how messages are sent, whatever the client has said
 * @param utf8Headers how messages are sent that have UTF-8 in their header
 * @param last which clients are served LAST
 * @param hiddenCapabilities the names of capabilities that CAPA does not list, in capitals; what they stand for works all the same
 */
public record Compatibility(Form form, Utf8Headers utf8Headers, LastPolicy last, List<String> hiddenCapabilities) {
    /** Nothing is done. */
    public static final Compatibility NONE = new Compatibility(Form.AS_STORED, Utf8Headers.AS_IS, LastPolicy.AUTO,
            List.of());

    /**
     * How messages are sent to a client.
     *
     * @param utf8 whether it has sent UTF8
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

    /** Returns whether CAPA lists a capability, given by its line. */
    boolean lists(String capability) {
        return !hiddenCapabilities.contains(capability.split(" ", 2)[0].toUpperCase(Locale.ROOT));
    }
}
