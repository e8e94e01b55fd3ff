package pop3bridge.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Asks before a command changes something. */
final class Confirmation {
    @Option(names = "--yes", description = "Do not ask for confirmation.")
    private boolean yes;

    Confirmation() {}

    /** Returns whether the operator agrees, by the option or by an answer on standard input. */
    boolean given(CommandSpec spec, String question) throws IOException {
        if (yes) {
            return true;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(question + " [y/N] ");
        out.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = in.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
