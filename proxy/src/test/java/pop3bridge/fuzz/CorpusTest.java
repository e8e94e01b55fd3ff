package pop3bridge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each corpus input as an ordinary test: faults found by the fuzzer stay fixed. */
final class CorpusTest {
    static Stream<Arguments> inputs() throws IOException {
        Stream.Builder<Arguments> inputs = Stream.builder();
        for (Target target : Target.ALL) {
            target.inputs().forEach(input -> inputs.add(Arguments.of(target, input)));
        }
        return inputs.build();
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void holds(Target target, Path input) throws Exception {
        target.run().on(Files.readAllBytes(input));
    }

    @Test
    void eachTargetHasItsInputs() throws IOException {
        try (Stream<Path> kept = Files.list(Target.KEPT)) {
            Set<Path> corpora = Target.ALL.stream().map(Target::corpus).collect(Collectors.toSet());
            assertEquals(corpora, kept.filter(Files::isDirectory).collect(Collectors.toSet()));
        }
    }
}
