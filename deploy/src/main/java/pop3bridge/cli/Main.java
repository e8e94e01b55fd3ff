package pop3bridge.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import pop3bridge.config.ConfigException;

/**
 * Where the program begins. {@code serve} is started without the parser of command lines, which would take a third of
 * the time until the server is ready: its classes are so old that Java can neither verify them quickly nor keep them in
 * its cache.
 */
public final class Main {
    /** The exit status for an invalid command line or configuration, and for a resource that cannot be used. */
    static final int CANNOT_START = 2;

    private static final String CONFIG = "--config";

    private Main() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        // A client of TLS 1.2 that renegotiates again and again costs more than it pays. Java reads this once, at the first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        List<String> words = List.of(arguments);
        System.exit(servesPlainly(words) ? serve(words) : Commands.commandLine().execute(arguments));
    }

    /** Returns whether this is {@code serve} with nothing but a settings file. */
    static boolean servesPlainly(List<String> words) {
        if (words.size() == 3) {
            return words.getFirst().equals("serve") && words.get(1).equals(CONFIG) && !words.getLast().startsWith("-");
        }
        return words.equals(List.of("serve"));
    }

    private static int serve(List<String> words) {
        PrintWriter err = writer(System.err);
        try {
            return ServeCommand.serve(ConfigOption.read(words.stream().skip(2).findFirst().map(Path::of)),
                    writer(System.out));
        } catch (ConfigException e) {
            return cannotStart(e.problems(), err);
        } catch (InterruptedException | RuntimeException e) {
            e.printStackTrace(err);
            return 1;
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    static int cannotStart(List<String> problems, PrintWriter err) {
        problems.forEach(problem -> err.println("pop3bridge: " + problem));
        err.flush();
        return CANNOT_START;
    }
}
