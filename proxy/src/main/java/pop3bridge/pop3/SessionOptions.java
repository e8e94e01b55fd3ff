package pop3bridge.pop3;

import pop3bridge.message.Form;

/**
 * What a session is told of its connection and of the settings.
 *
 * @param plaintextLogin whether passwords may be sent on this connection
 * @param apop whether the greeting has a timestamp, so that clients can log in by APOP
 * @param loginDelay shared by all sessions
 * @param form how messages are sent, whatever the client has said
 */
public record SessionOptions(boolean plaintextLogin, boolean apop, LoginDelay loginDelay, Form form,
        Utf8Headers utf8Headers, Last last) {
    Form form(boolean utf8) {
        return utf8Headers == Utf8Headers.SURROGATE && !utf8 ? form.withSurrogateHeader() : form;
    }

    boolean servesLast(boolean capaAsked) {
        return switch (last) {
            case AUTO -> !capaAsked;
            case ON -> true;
            case OFF -> false;
        };
    }

    boolean rejectsUtf8(boolean utf8) {
        return utf8Headers == Utf8Headers.REJECT && !utf8;
    }
}
