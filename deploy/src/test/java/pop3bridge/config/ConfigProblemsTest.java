package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigProblemsTest {
    @TempDir
    Path folder;

    /** The file's text, the environment as NAME=value after POP3BRIDGE_, and the problems, F for the file. */
    static Stream<Arguments> bad() {
        return Stream.of(
                argumentSet("no settings", "", List.of(), """
                        store.bucket: required; set it in the file or as POP3BRIDGE_STORE_BUCKET
                        users.file: required; set it in the file or as POP3BRIDGE_USERS_FILE
                        """),
                argumentSet("a bucket that AWS cannot have", "", List.of("STORE_BUCKET=Mail_Bucket", "USERS_FILE=u"),
                        """
                                store.bucket (POP3BRIDGE_STORE_BUCKET): Mail_Bucket: not a valid AWS bucket name: use 3 to 63\
                                 lower-case letters, digits, dots and hyphens (for a bucket from before 2018 in us-east-1 set\
                                 store.path-style: true)
                                """),
                argumentSet("all kinds together", """
                        store:
                          buckt: mail
                          path-style: yes
                          access-key: AK
                        sotre:
                          bucket: mail
                        bucket: mail
                        mail: mail/{user}/
                        lock: {lease: 5s}
                        pop3:
                          listen: {host: a}
                          connections: [1, 2]
                        """, List.of("POP3_MAX_LINE=1", "USERS_FILE=u"), """
                        store.buckt (F:2): unknown setting; did you mean store.bucket?
                        sotre (F:5): unknown setting; did you mean store?
                        bucket (F:7): unknown setting; did you mean store.bucket?
                        mail (F:8): must contain settings, each on its own line: "name: value"
                        store.bucket: required; set it in the file or as POP3BRIDGE_STORE_BUCKET
                        store.path-style (F:3): "yes" is not one of true, false
                        pop3.listen (F:11): is a mapping; expected an address host:port, or a list of them\
                         (quote a value that begins with a brace)
                        pop3.connections (F:12): is a list; expected a whole number from 1 to 1000000
                        pop3.max-line (POP3BRIDGE_POP3_MAX_LINE): "1" is not a number of octets from 255 to 1MiB,\
                         such as 4096 or 64KiB
                        lock.lease (F:9): "5s" is not a duration from 10s to 10m
                        store.secret-key: required together with store.access-key; set both or neither
                        """),
                argumentSet("a secret key without an access key", "store: {bucket: mail}\nusers: {file: u}",
                        List.of("STORE_SECRET_KEY=s"),
                        """
                                store.access-key: required together with store.secret-key; set both or neither
                                """),
                argumentSet("secrets are not shown", "store: {bucket: mail, secret-key: [s3cret]}",
                        List.of("USERS_FILE=u", "STORE_ACCESS_KEY=s3 cret"),
                        """
                                store.access-key (POP3BRIDGE_STORE_ACCESS_KEY): empty, or contains whitespace; write only the key
                                store.secret-key (F:1): is a list; expected a key
                                """),
                argumentSet("copies inside the maildrop",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {keep-removed: 'mail/{user}/', prefix: 'mail/{user}/'}",
                        List.of(),
                        """
                                mail.keep-removed (F:3): copies of removed messages would appear as new mail under "mail/{user}/";\
                                 choose a prefix that no maildrop can have
                                """),
                argumentSet("copies inside another user's maildrop",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {keep-removed: 'mail/{local}/', prefix: 'mail/{user}/'}",
                        List.of(),
                        """
                                mail.keep-removed (F:3): copies of removed messages would appear as new mail under "mail/{user}/";\
                                 choose a prefix that no maildrop can have
                                """),
                argumentSet("copies inside the maildrop of a user with a suitable name",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {keep-removed: 'removed-{user}/', prefix: '{user}/'}",
                        List.of(),
                        """
                                mail.keep-removed (F:3): copies of removed messages would appear as new mail under "{user}/";\
                                 choose a prefix that no maildrop can have
                                """),
                argumentSet("copies among the locks",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {keep-removed: '.pop3bridge/{user}/', prefix: 'mail/{user}/'}",
                        List.of(), """
                                mail.keep-removed (F:3): is under ".pop3bridge/", where the locks are stored;\
                                 choose another prefix
                                """),
                argumentSet("duplicate keys",
                        "store:\n  bucket: mail\nusers: {file: u, file: v}\nstore.bucket: x\nstore: {}",
                        List.of(), """
                                users.file (F:3): duplicate key, first set at F:3
                                store.bucket (F:4): duplicate key, first set at F:2
                                store (F:5): duplicate key, first set at F:1
                                """),
                argumentSet("lists", "store: {bucket: mail}\nusers: {file: u}\npop3: {listen: []}", List.of(), """
                        pop3.listen (F:3): "" is not an address host:port, such as 127.0.0.1:1110 or [::1]:1110
                        """),
                argumentSet("a list of lists", "store: {bucket: mail}\nusers: {file: u}\npop3: {listen: [[a]]}",
                        List.of(),
                        """
                                pop3.listen (F:3): is a list with nested lists or mappings;\
                                 expected an address host:port, or a list of them
                                """),
                argumentSet("mail below the prefix of the locks",
                        "mail: {prefix: 'mail/{user}/'}\ncontrol: {prefix: mail/}",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u"), """
                                control.prefix (F:2): all mail is stored under "mail/"; choose a prefix\
                                 with which mail.prefix does not begin
                                """),
                argumentSet("one address twice", "pop3: {listen: ['[::1]:110', '127.0.0.1:110', '[::1]:110']}",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u", "MANAGEMENT_LISTEN=127.0.0.1:110"), """
                                pop3.listen (F:1): [::1]:110 is listed twice; remove one
                                management.listen (POP3BRIDGE_MANAGEMENT_LISTEN): 127.0.0.1:110 is also in pop3.listen;\
                                 choose another address
                                """),
                argumentSet("the default management address", "",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u",
                                "POP3_LISTEN=127.0.0.1:0,127.0.0.1:9110,127.0.0.1:0"),
                        """
                                management.listen: 127.0.0.1:9110 is also in pop3.listen; choose another address
                                """),
                argumentSet("no mapping", "- a", List.of("STORE_BUCKET=mail", "USERS_FILE=u"), """
                        the file (F:1): must contain settings, each on its own line: "name: value"
                        """),
                argumentSet("an odd key", "\"a\\nb\": 1", List.of("STORE_BUCKET=mail", "USERS_FILE=u"), """
                        a?b (F:1): unknown setting; did you mean mail?
                        """),
                argumentSet("a mapping that contains itself", "store: &s {bucket: *s}", List.of("USERS_FILE=u"), """
                        store.bucket (F:1): is a mapping; expected a bucket name without s3:// and prefix,\
                         or the ARN of an access point (quote a value that begins with a brace)
                        """),
                argumentSet("no YAML", "store:\n  bucket: a: b", List.of(), """
                        F:2:12: not YAML: mapping values are not allowed here
                        """),
                argumentSet("a tab", "store:\n\tbucket: a", List.of(),
                        """
                                F:2:1: not YAML: while scanning for the next token, found character '\\t(TAB)' that cannot start any token.\
                                 (Do not use \\t(TAB) for indentation)
                                """),
                argumentSet("two documents", "store: {}\n---\nstore: {}", List.of(), """
                        F:2:1: not YAML: expected a single document in the stream, but found another document
                        """),
                argumentSet("a control character", "store: \u0001", List.of(), """
                        F: not YAML: special characters are not allowed
                        """),
                argumentSet("many aliases", "a: &a [1]\nb: [" + "*a, ".repeat(60) + "*a]", List.of(), """
                        F: not YAML: Number of aliases for non-scalar nodes exceeds the specified max=50
                        """),
                argumentSet("deep", "[".repeat(500_000), List.of(), "F: nested too deeply\n"),
                argumentSet("large", "#".repeat((1 << 20) + 1), List.of(), "F: larger than 1 MiB\n"));
    }

    @ParameterizedTest
    @MethodSource
    void bad(String yaml, List<String> variables, String problems) throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), yaml);
        Map<String, String> environment = variables.stream().map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(parts -> "POP3BRIDGE_" + parts[0], parts -> parts[1]));
        ConfigException failure = assertThrows(ConfigException.class,
                () -> Config.read(Optional.of(file), environment));
        assertEquals(problems, String.join("\n", failure.problems()).replace(file.toString(), "F") + "\n");
        assertEquals(String.join("\n", failure.problems()), failure.getMessage());
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        Path latin = Files.write(folder.resolve("latin"), "store: ä".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(List.of(latin + ": not UTF-8 text"), problems(latin));
        Path missing = folder.resolve("missing");
        assertEquals(List.of(missing + ": no such file"), problems(missing));
        assertEquals(List.of(folder + ": cannot be read: Is a directory"), problems(folder));
    }

    @Test
    void byteOrderMarksAndCommentsAreNoSettings() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "\uFEFF# nothing\nstore: {bucket: mail}\n");
        assertEquals(List.of("users.file: required; set it in the file or as POP3BRIDGE_USERS_FILE"), problems(file));
    }

    private static List<String> problems(Path file) {
        return assertThrows(ConfigException.class, () -> Config.read(Optional.of(file), Map.of())).problems();
    }
}
