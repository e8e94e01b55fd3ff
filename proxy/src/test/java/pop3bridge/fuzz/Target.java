package pop3bridge.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import pop3bridge.message.FormTarget;
import pop3bridge.message.MessageTarget;
import pop3bridge.net.LineFramerTarget;
import pop3bridge.pop3.CommandParserTarget;
import pop3bridge.pop3.sasl.Base64LineTarget;
import pop3bridge.pop3.sasl.SaslTarget;
import pop3bridge.server.SessionTarget;
import pop3bridge.server.lmtp.LmtpTarget;

/**
 * What is fuzzed.
 *
 * @param type the class with the method that Jazzer calls
 * @param run the same method; fails by an exception
 * @param runsInBuild how many inputs the build tries
 */
record Target(Class<?> type, Run run, long runsInBuild) {
    static final List<Target> ALL = List.of(
            new Target(CommandParserTarget.class, CommandParserTarget::fuzzerTestOneInput, 50_000),
            new Target(LineFramerTarget.class, LineFramerTarget::fuzzerTestOneInput, 150_000),
            new Target(Base64LineTarget.class, Base64LineTarget::fuzzerTestOneInput, 100_000),
            new Target(SaslTarget.class, SaslTarget::fuzzerTestOneInput, 8_000),
            new Target(MessageTarget.class, MessageTarget::fuzzerTestOneInput, 30_000),
            new Target(FormTarget.class, FormTarget::fuzzerTestOneInput, 15_000),
            new Target(SessionTarget.class, SessionTarget::fuzzerTestOneInput, 15_000),
            new Target(LmtpTarget.class, LmtpTarget::fuzzerTestOneInput, 30_000));

    /** Where the corpora and the dictionary are kept. */
    static final Path KEPT = Path.of("src", "test", "resources", "fuzz");

    /** Runs one input. */
    interface Run {
        void on(byte[] input) throws Exception;
    }

    /** Where the inputs are kept that each build runs. */
    Path corpus() {
        return KEPT.resolve(type.getSimpleName());
    }

    List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        }
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}
