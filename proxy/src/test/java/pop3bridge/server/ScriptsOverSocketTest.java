package pop3bridge.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pop3bridge.pop3.Script;
import pop3bridge.pop3.Script.Exchange;
import pop3bridge.server.ServerConfig.PlaintextLogin;

/** The session scripts over a real socket: the replies do not depend on the segmentation of the input. */
final class ScriptsOverSocketTest {
    private static final String GREETING = "+OK pop3bridge ready";

    static Stream<Script> scripts() {
        return Script.all();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void sentWholeBeforeTheGreeting(Script script) throws IOException {
        run(script, client -> {
            client.send(input(script));
            client.shutOutput();
            assertAnswers(script, client.rest());
        });
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void sentOctetByOctet(Script script) throws IOException {
        run(script, client -> {
            String input = input(script);
            for (int i = 0; i < input.length(); i++) {
                client.send(input.substring(i, i + 1));
            }
            client.shutOutput();
            assertAnswers(script, client.rest());
        });
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void sentLineByLine(Script script) throws IOException {
        run(script, client -> {
            script.assertLines("greeting", List.of(GREETING), List.of(client.line()));
            for (Exchange exchange : script.exchanges()) {
                client.send(exchange.command() + "\n");
                List<String> lines = new ArrayList<>();
                while (lines.size() < exchange.replies().size()) {
                    lines.add(client.line());
                }
                script.assertLines(exchange.command(), exchange.replies(), lines);
            }
            if (!script.closes()) {
                client.shutOutput();
            }
            script.assertLines("end", List.of(), Script.lines(client.rest()));
        });
    }

    private interface Conversation {
        void with(PopClient client) throws IOException;
    }

    private static void run(Script script, Conversation conversation) throws IOException {
        try (TestServer server = new TestServer()) {
            server.plaintextLogin = script.plaintextLogin() ? PlaintextLogin.LOOPBACK : PlaintextLogin.NEVER;
            script.given().accept(server.world);
            try (PopClient client = server.connect()) {
                conversation.with(client);
            }
            server.stop(TestServer.DEADLINE);
            script.assertLeft(server.world);
        }
    }

    private static String input(Script script) {
        return script.exchanges().stream().map(exchange -> exchange.command() + "\r\n").collect(Collectors.joining());
    }

    private static void assertAnswers(Script script, String answers) {
        List<String> expected = new ArrayList<>(List.of(GREETING));
        script.exchanges().forEach(exchange -> expected.addAll(exchange.replies()));
        script.assertLines("end", expected, Script.lines(answers));
    }
}
