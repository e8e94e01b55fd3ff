package pop3bridge.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import pop3bridge.accounts.Secret;

/** How a command reads a password: from the terminal without echo, or from standard input. */
final class PasswordOption {
    /** More than any client sends. */
    private static final int MOST_OCTETS = 4096;

    /** Reads passwords without echo. */
    interface Terminal {
        /** The line after a prompt; null at the end of the input. */
        char @Nullable [] read(String prompt);
    }

    @Option(names = "--stdin", description = "Read the password from one line of standard input.")
    private boolean stdin;

    private final Supplier<Optional<Terminal>> terminal;

    PasswordOption() {
        this(() -> Optional.ofNullable(System.console()).filter(Console::isTerminal)
                .map(console -> prompt -> console.readPassword("%s", prompt)));
    }

    PasswordOption(Supplier<Optional<Terminal>> terminal) {
        this.terminal = terminal;
    }

    /** An existing password. */
    Secret known() throws CommandException, IOException {
        return stdin ? line(System.in) : typed(theTerminal(), "Password: ");
    }

    /** A new password; the terminal asks twice. */
    Secret chosen() throws CommandException, IOException {
        if (stdin) {
            return line(System.in);
        }
        Terminal asked = theTerminal();
        Secret password = typed(asked, "New password: ");
        Secret again = typed(asked, "Again: ");
        if (!Arrays.equals(password.octets(), again.octets())) {
            throw new CommandException("the two passwords differ: try again");
        }
        return password;
    }

    private Terminal theTerminal() throws CommandException {
        return terminal.get().orElseThrow(
                () -> new CommandException(
                        "there is no terminal: use --stdin to read the password from standard input"));
    }

    private static Secret typed(Terminal terminal, String prompt) throws CommandException {
        char[] typed = terminal.read(prompt);
        if (typed == null) {
            throw noPassword();
        }
        return Secret.of(new String(typed));
    }

    /** The octets before the line end. */
    private static Secret line(InputStream in) throws CommandException, IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        if (octet < 0) {
            throw noPassword();
        }
        while (octet >= 0 && octet != '\n' && line.size() <= MOST_OCTETS) {
            line.write(octet);
            octet = in.read();
        }
        if (line.size() > MOST_OCTETS) {
            throw new CommandException("the password is longer than " + MOST_OCTETS + " octets");
        }
        byte[] octets = line.toByteArray();
        boolean carriageReturn = octets.length > 0 && octets[octets.length - 1] == '\r';
        return Secret.of(Arrays.copyOf(octets, octets.length - (carriageReturn ? 1 : 0)));
    }

    private static CommandException noPassword() {
        return new CommandException("no password was entered");
    }
}
