package pop3bridge.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import pop3bridge.message.DotStuffer;
import pop3bridge.message.WireSize;
import pop3bridge.pop3.Command;
import pop3bridge.pop3.CommandParser;

/** What is done to each octet of a message of 30 KiB, and to each command. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MessageBenchmark {
    /** The line ends of the message as it is stored. */
    @Param({"\r\n", "\n"})
    public String lineEnd = "";

    private byte[] message = new byte[0];
    private final byte[] command = "RETR 17".getBytes(StandardCharsets.US_ASCII);

    /** Takes what is written, at no cost. */
    private static final class Sink extends OutputStream {
        private long octets;

        @Override
        public void write(int octet) {
            octets++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            octets += length;
        }
    }

    /** Makes the message. */
    @Setup
    public void setUp() {
        message = ("x".repeat(76) + lineEnd).repeat(30 * 1024 / 78).getBytes(StandardCharsets.US_ASCII);
    }

    /** RETR. */
    @Benchmark
    public long stuffed() throws IOException {
        Sink sink = new Sink();
        DotStuffer stuffer = new DotStuffer(sink);
        stuffer.write(message, 0, message.length);
        stuffer.end();
        return sink.octets;
    }

    /** LIST. */
    @Benchmark
    public long measured() {
        WireSize size = new WireSize();
        size.add(message, 0, message.length);
        return size.octets();
    }

    /** A command line. */
    @Benchmark
    public Command parsed() {
        return CommandParser.parse(command);
    }
}
