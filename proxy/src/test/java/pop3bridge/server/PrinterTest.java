package pop3bridge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Secret;
import pop3bridge.server.ServerConfig.Apop;

/**
 * A multifunction printer of 2006 that receives Internet faxes: it polls at intervals and when it is switched on, prints what it gets and
 * deletes it. Its firmware is as strict as its manual: replies of at most 512 octets, keywords of three or four letters in any case,
 * arguments of up to 40 characters, and a plain port.
 */
final class PrinterTest {
    private static final String LONGEST_NAME = "fax-machine-in-the-corridor-4th-floor@ex";
    private static final String LONGEST_PASSWORD = "31-characters-of-a-password-12";

    private final TestServer server = new TestServer();
    private final List<String> printed = new ArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    /** Its firmware; whatever it does not expect ends the poll. */
    private final class Printer {
        private final String user;
        private final String password;
        private final String noise;

        Printer(String user, String password, String noise) {
            this.user = user;
            this.password = password;
            this.noise = noise;
        }

        /** One poll; by APOP if the greeting has a timestamp. */
        int poll() throws Exception {
            try (PopClient connection = new PopClient(server.port())) {
                String greeting = reply(connection);
                Matcher timestamp = Pattern.compile("<[^<> ]+@[^<> ]+>").matcher(greeting);
                if (timestamp.find()) {
                    ok(connection, "APOP", user, digest(timestamp.group()));
                } else {
                    ok(connection, "USER", user);
                    ok(connection, "PASS", password);
                }
                String[] status = ok(connection, "STAT").split(" ", -1);
                int count = Integer.parseInt(status[1]);
                for (int number = 1; number <= count; number++) {
                    ok(connection, "RETR", Integer.toString(number));
                    printed.add(connection.message());
                    ok(connection, "DELE", Integer.toString(number));
                }
                ok(connection, "QUIT");
                assertEquals("", connection.rest());
                return count;
            }
        }

        /** Switched off in the middle of a fax. */
        void pollAndDie() throws Exception {
            try (PopClient connection = new PopClient(server.port())) {
                reply(connection);
                ok(connection, "USER", user);
                ok(connection, "PASS", password);
                ok(connection, "DELE", "1");
                connection.send(keyword("RETR") + " 2\r\n");
                connection.line();
            }
        }

        private String ok(PopClient connection, String keyword, String... arguments) throws IOException {
            StringBuilder command = new StringBuilder(keyword(keyword));
            for (String argument : arguments) {
                assertTrue(argument.length() <= 40, argument);
                command.append(' ').append(argument);
            }
            connection.send(command + "\r\n");
            String reply = reply(connection);
            assertTrue(reply.startsWith("+OK"), () -> keyword + ": " + reply);
            return reply;
        }

        private static String reply(PopClient connection) throws IOException {
            String reply = connection.line();
            assertTrue(reply.length() + 2 <= 512, reply);
            assertTrue(reply.matches("(\\+OK|-ERR)( [ -~]*)?"), reply);
            return reply;
        }

        private String keyword(String keyword) {
            StringBuilder mixed = new StringBuilder();
            for (int i = 0; i < keyword.length(); i++) {
                boolean lower = noise.charAt(i % noise.length()) == 'l';
                mixed.append(lower ? Character.toLowerCase(keyword.charAt(i)) : keyword.charAt(i));
            }
            return mixed.toString();
        }

        private String digest(String timestamp) throws Exception {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest((timestamp + password).getBytes(US_ASCII)));
        }
    }

    /** A page in TIFF-F, as RFC 3965 sends it. */
    private static String fax(int page) {
        byte[] tiff = new byte[60_000];
        new Random(page).nextBytes(tiff);
        return "From: FAX=5551234@fax.example\r\nTo: " + LONGEST_NAME + "ample.com\r\nSubject: Fax " + page
                + "\r\nMIME-Version: 1.0\r\nContent-Type: image/tiff; application=faxbw\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder(76, new byte[]{13, 10}).encodeToString(tiff) + "\r\n";
    }

    private List<String> deliver(int first, int count) {
        List<String> faxes = new ArrayList<>();
        for (int page = first; page < first + count; page++) {
            faxes.add(fax(page));
            server.world.maildrops().deliver(LONGEST_NAME, "fax" + page, faxes.getLast().getBytes(ISO_8859_1));
        }
        return faxes;
    }

    private Printer printer(String noise) {
        server.world.accounts().add(LONGEST_NAME, Secret.of(LONGEST_PASSWORD));
        return new Printer(LONGEST_NAME, LONGEST_PASSWORD, noise);
    }

    @ParameterizedTest
    @ValueSource(strings = {"U", "l", "Ul"})
    void faxesComeOutOnceAndInOrder(String noise) throws Exception {
        Printer printer = printer(noise);
        List<String> faxes = deliver(1, 3);
        assertEquals(3, printer.poll());
        assertEquals(0, printer.poll());
        faxes.addAll(deliver(4, 2));
        assertEquals(2, printer.poll());
        assertEquals(faxes, printed);
        assertEquals(List.of(), server.world.maildrops().uniqueIds(LONGEST_NAME));
    }

    @Test
    void whereApopIsServedThePasswordStaysAtHome() throws Exception {
        server.apop = Apop.AUTO;
        Printer printer = printer("U");
        List<String> faxes = deliver(1, 1);
        assertEquals(1, printer.poll());
        assertEquals(faxes, printed);
    }

    /** It has not said QUIT: nothing is gone, and at power-on it gets everything. */
    @Test
    void switchedOffInAFaxItGetsAllWhenSwitchedOn() throws Exception {
        Printer printer = printer("U");
        List<String> faxes = deliver(1, 2);
        printer.pollAndDie();
        TestServer.await(() -> !server.world.maildrops().locked(LONGEST_NAME), () -> "still locked");
        assertEquals(2, printer.poll());
        assertEquals(faxes, printed);
    }
}
