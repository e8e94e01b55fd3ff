package pop3bridge.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import pop3bridge.conformance.trial.Target;

/** The command line. */
record Options(Target target, Path mailbox, Restore restore, Pattern only, Optional<Path> junit) {
    static final String USAGE = """
            usage: java -jar pop3bridge-conformance.jar --host HOST --port PORT --user USER --password PASSWORD
                       --mailbox DIR --reset-command COMMAND [OPTION...]
                   java -jar pop3bridge-conformance.jar --make-mailbox DIR
                   java -jar pop3bridge-conformance.jar --list [--only PATTERN]

            Holds a POP3 server to the RFCs. The account must be there for nothing else: its messages are deleted.

              --mailbox DIR             the messages that the maildrop holds, a file each, numbered by the order of their
                                        names, with CRLF or LF; or a Maildir
              --reset-command COMMAND   puts exactly these messages into the maildrop, in this order; run by sh
              --make-mailbox DIR        writes messages of every kind that is tested, and does nothing else
              --list                    lists the cases with the sections of the RFCs, and does nothing else
              --only PATTERN            runs the cases whose name has a match of this regular expression
              --tls, --stls             TLS from the first octet on, or by STLS; any certificate will do
              --timeout SECONDS         how long the server may take to answer (30)
              --idle SECONDS            how long a connection is left idle to see whether it stays (3)
              --junit FILE              writes the results as JUnit XML

            Exit status: 0 if no case fails, 1 if one fails, 2 if the suite cannot be run.
            """;
    private static final List<String> WITH_VALUE = List.of("--host", "--port", "--user", "--password", "--mailbox",
            "--reset-command", "--make-mailbox", "--only", "--timeout", "--idle", "--junit");
    private static final List<String> FLAGS = List.of("--list", "--tls", "--stls", "--help");
    private static final int SECONDS = 30;
    private static final int IDLE_SECONDS = 3;
    private static final int LAST_PORT = 65_535;

    /** The words of the command line by option; a flag has an empty value. */
    static Map<String, String> words(List<String> arguments) throws CannotRunException {
        Map<String, String> words = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (FLAGS.contains(argument)) {
                words.put(argument, "");
            } else if (!WITH_VALUE.contains(name)) {
                throw new CannotRunException("there is no option " + argument + "; --help lists the options");
            } else if (equals >= 0) {
                words.put(name, argument.substring(equals + 1));
            } else if (i + 1 < arguments.size()) {
                words.put(name, arguments.get(++i));
            } else {
                throw new CannotRunException(name + " needs a value");
            }
        }
        return words;
    }

    /** The options of a run against a server. */
    static Options of(Map<String, String> words) throws CannotRunException {
        Target target = new Target(required(words, "--host"), number(words, "--port", 0, LAST_PORT),
                required(words, "--user"), required(words, "--password"), tls(words),
                Duration.ofSeconds(number(words, "--timeout", SECONDS, 3600)),
                Duration.ofSeconds(number(words, "--idle", IDLE_SECONDS, 3600)));
        return new Options(target, Path.of(required(words, "--mailbox")),
                new RestoreCommand(required(words, "--reset-command")), only(words),
                Optional.ofNullable(words.get("--junit")).map(Path::of));
    }

    static Pattern only(Map<String, String> words) throws CannotRunException {
        try {
            return Pattern.compile(words.getOrDefault("--only", ""));
        } catch (PatternSyntaxException e) {
            throw new CannotRunException("--only: " + e.getMessage());
        }
    }

    private static Target.Tls tls(Map<String, String> words) {
        if (words.containsKey("--stls")) {
            return Target.Tls.STLS;
        }
        return words.containsKey("--tls") ? Target.Tls.IMPLICIT : Target.Tls.NONE;
    }

    private static String required(Map<String, String> words, String name) throws CannotRunException {
        String value = words.get(name);
        if (value == null) {
            throw new CannotRunException(name + " is needed; --help lists the options");
        }
        return value;
    }

    private static int number(Map<String, String> words, String name, int otherwise, int most)
            throws CannotRunException {
        String text = otherwise == 0 ? required(words, name) : words.getOrDefault(name, String.valueOf(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // What it must be is said below.
        }
        throw new CannotRunException(name + " is a whole number from 1 to " + most + ", and not " + text);
    }
}
