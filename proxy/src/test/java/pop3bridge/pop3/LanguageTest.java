package pop3bridge.pop3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pop3bridge.pop3.SessionOptions.Security;
import pop3bridge.pop3.sasl.LoginMethods;

/** Catalogues of texts. */
final class LanguageTest {
    static Stream<Language> translations() {
        return Language.ALL.stream().filter(language -> language != Language.ENGLISH);
    }

    /** What the scripts of all tests make the server say is in each catalogue, but for what tests order. */
    @ParameterizedTest
    @MethodSource("translations")
    void everyTextThatIsSaidIsTranslated(Language language) {
        Set<String> untranslated = new TreeSet<>();
        Script.all().forEach(script -> {
            World world = new World();
            script.given().accept(world);
            Session session = new Session("test",
                    new SessionOptions(Security.clear(script.plaintextLogin(), false), LoginMethods.ALL.apopIf(false),
                            LoginDelay.none(),
                            Compatibility.NONE),
                    world.accounts(), world.maildrops(), () -> false);
            for (Script.Exchange exchange : script.exchanges()) {
                if (session.ending().isEmpty() && !exchange.command().startsWith("LANG")) {
                    Reply reply = session
                            .handle(exchange.command().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                    if (reply instanceof Reply.Message message) {
                        message.content().close();
                    }
                    if (reply.in(language).equals(reply)) {
                        untranslated.add(reply.statusLine());
                    }
                }
            }
            session.abandon();
        });
        List<String> left = untranslated.stream()
                .filter(line -> !line.matches(
                        "\\+OK \\d+( \\S+)?|\\+ .*|.*ordered by a test|-ERR .* takes .*UTF-8|.*initial response"))
                .toList();
        assertEquals(List.of(), left);
    }

    @ParameterizedTest
    @MethodSource("translations")
    void aTextWithACommandInItIsTranslated(Language language) {
        String english = "message needs UTF8, send UTF8 before login";
        String translated = language.of(english);
        assertTrue(!translated.equals(english) && translated.matches(".*UTF8.*UTF8.*"), translated);
    }

    /** RFC 1939 §3: 512 octets with the code and the line end. */
    @ParameterizedTest
    @MethodSource("translations")
    void aTextFitsIntoAReply(Language language) {
        String longest = language.of("maildrop lock was lost, nothing was deleted, log in again");
        assertTrue(longest.getBytes(UTF_8).length < 490);
    }
}
