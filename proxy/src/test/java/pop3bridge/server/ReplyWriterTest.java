package pop3bridge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MemoryMaildrops;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.net.ClientOutput;
import pop3bridge.net.WideWindows;
import pop3bridge.pop3.Reply;
import pop3bridge.pop3.World;
import pop3bridge.trace.Traces;

/** The pieces in which replies are sent. */
final class ReplyWriterTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int CAPACITY = 32 * 1024;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ClientOutput output = new ClientOutput(channel, () -> LONG, _ -> {}, WideWindows.forClients(0));

    private List<String> pieces() {
        return channel.outboundMessages().stream().map(piece -> ((ByteBuf) piece).toString(ISO_8859_1)).toList();
    }

    @Test
    void aTerminatorTravelsWholeAndWithTheOctetsBeforeIt() throws Exception {
        for (int length = CAPACITY - 100; length < CAPACITY + 10; length++) {
            MemoryMaildrops maildrops = new MemoryMaildrops();
            maildrops.deliver("alice", "id", "x".repeat(length).getBytes(ISO_8859_1));
            channel.outboundMessages().clear();
            ReplyWriter replies = new ReplyWriter(output, new Traces(InstantSource.system()).session("test"));
            try (Maildrop maildrop = maildrops.open(World.ALICE, Opening.of("test", Form.AS_STORED))) {
                replies.send(new Reply.Message("message follows", maildrop.open(1), OptionalInt.empty()));
                replies.send(new Reply.Listing("one", List.of("1 1")));
                replies.send(new Reply.Ok("1 1"));
                replies.send(new Reply.Ok("and all that follows, so that a piece is full"));
            }
            output.flush();
            assertTerminatorsAreWhole();
        }
    }

    private void assertTerminatorsAreWhole() {
        String terminator = "\r\n.\r\n";
        String all = String.join("", pieces());
        int cut = 0;
        for (String piece : pieces()) {
            cut += piece.length();
            for (int at = all.indexOf(terminator); at >= 0; at = all.indexOf(terminator, at + 1)) {
                assertFalse(at + 2 <= cut && cut < at + terminator.length(), "cut after " + tail(piece));
            }
        }
    }

    private static String tail(String piece) {
        return piece.substring(Math.max(0, piece.length() - 10));
    }

    @Test
    void smallRepliesWaitForTheFlush() throws IOException {
        ReplyWriter replies = new ReplyWriter(output, new Traces(InstantSource.system()).session("test"));
        replies.send(new Reply.Ok("one"));
        replies.send(new Reply.Err("two"));
        assertEquals(List.of(), pieces());
        output.flush();
        output.flush();
        assertEquals(List.of("+OK one\r\n-ERR two\r\n"), pieces());
    }
}
