package pop3bridge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import pop3bridge.fuzz.Input;
import pop3bridge.fuzz.WatchfulClient;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops;
import pop3bridge.maildrop.MemoryMaildrops.Step;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.net.ClientOutput;
import pop3bridge.net.LineFramer;
import pop3bridge.net.WideWindows;
import pop3bridge.pop3.Compatibility;
import pop3bridge.pop3.LastPolicy;
import pop3bridge.pop3.LoginDelay;
import pop3bridge.pop3.Reply;
import pop3bridge.pop3.Session;
import pop3bridge.pop3.SessionOptions;
import pop3bridge.pop3.SessionOptions.Security;
import pop3bridge.pop3.Utf8Headers;
import pop3bridge.pop3.World;
import pop3bridge.pop3.sasl.LoginMethods;
import pop3bridge.trace.Traces;

/**
 * Fuzzes a whole session with any octets in any split: as in {@link Connection}, framer, {@link Session} and {@link ReplyWriter}, over a
 * {@link World} in which something may fail. A {@link WatchfulClient} reads each reply; what is left of the world is looked at in the end.
 */
public final class SessionTarget {
    private static final int MAX_LINE = 255;
    private static final String LOGIN = "USER alice\r\nPASS secret\r\n";
    private static final EmbeddedChannel CHANNEL = new EmbeddedChannel();
    private static final ClientOutput OUTPUT = new ClientOutput(CHANNEL, () -> Duration.ofSeconds(1), _ -> {},
            WideWindows.forClients(0));

    /** What fails in the world. */
    private enum Fault {
        NONE,
        LOCK_LOST,
        NOT_OPENED,
        IN_USE,
        A1_BREAKS_OFF,
        A2_IS_KEPT,
        SIZES_UNKNOWN
    }

    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final List<Utf8Headers> HEADERS = List.of(Utf8Headers.values());
    private static final List<Reason> REASONS = List.of(Reason.values());

    private final World world = new World();
    private final Fault fault;
    private final Session session;
    private final ReplyWriter replies = new ReplyWriter(OUTPUT,
            new Traces(InstantSource.system()).session("test"));
    private final LineFramer framer = new LineFramer();
    private final WatchfulClient client;
    private boolean over;

    /** Alice's mail is ASCII without NULs, so that it is sent the same whatever the form. */
    private SessionTarget(Fault fault, int when, int circumstances, String text) {
        boolean plaintextLogin = (circumstances & 6) != 6;
        boolean apop = (circumstances & 8) == 0;
        Utf8Headers headers = HEADERS.get((circumstances >> 4) % HEADERS.size());
        this.fault = fault;
        this.session = new Session("fuzz",
                new SessionOptions(Security.clear(plaintextLogin, false), LoginMethods.ALL.apopIf(apop),
                        LoginDelay.none(), new Compatibility(
                                new Form(false, circumstances < 128, false, false), headers, LastPolicy.AUTO,
                                List.of())),
                world.accounts(),
                world.maildrops(), () -> false);
        this.client = new WatchfulClient(session, plaintextLogin, text);
        happens(when);
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Input choices = new Input(input);
        Fault fault = FAULTS.get(choices.choice() % FAULTS.size());
        int when = choices.choice();
        int circumstances = choices.choice();
        int split = choices.choice();
        String beginning = circumstances % 2 == 0 ? LOGIN : "";
        String text = beginning + new String(choices.rest(), ISO_8859_1);
        SessionTarget target = new SessionTarget(fault, when, circumstances, text);
        target.converse(Input.split(text.getBytes(ISO_8859_1), split));
    }

    private void happens(int when) {
        MemoryMaildrops maildrops = world.maildrops();
        switch (fault) {
            case NONE -> {
            }
            case LOCK_LOST -> {
                int[] left = {when % 16};
                maildrops.before(Step.USE, () -> {
                    if (left[0]-- <= 0) {
                        throw new MaildropException(Reason.TEMPORARY, "maildrop lock was lost, log in again");
                    }
                });
            }
            case NOT_OPENED -> maildrops.before(Step.OPEN, MemoryMaildrops.failing(REASONS.get(when % REASONS.size())));
            case IN_USE -> hold(maildrops);
            case A1_BREAKS_OFF -> maildrops.breakAfter("a1", when % 20);
            case A2_IS_KEPT -> maildrops.keep("a2");
            case SIZES_UNKNOWN -> maildrops.before(Step.SIZES, MemoryMaildrops.failing(Reason.TEMPORARY));
        }
    }

    private static void hold(MemoryMaildrops maildrops) {
        try {
            Maildrop _ = maildrops.open(World.ALICE, Opening.of("another", Form.AS_STORED));
        } catch (MaildropException e) {
            throw new AssertionError(e);
        }
    }

    private void converse(List<byte[]> pieces) throws IOException {
        replies.send(session.greeting(false));
        client.isGreeted(sent());
        for (byte[] piece : pieces) {
            framer.feed(piece);
            Optional<LineFramer.Frame> frame = framer.next(limit());
            while (frame.isPresent() && !over) {
                switch (frame.get()) {
                    case LineFramer.Frame.TooLong _ -> over = true;
                    case LineFramer.Frame.Line(byte[] line) -> run(line);
                }
                frame = over ? Optional.empty() : framer.next(limit());
            }
            if (over) {
                break;
            }
        }
        session.abandon();
        assertEquals(client.left(fault == Fault.A2_IS_KEPT), world.maildrops().uniqueIds("alice"), "left");
        assertEquals(fault == Fault.IN_USE, world.maildrops().locked("alice"), "alice's lock");
        assertEquals(false, world.maildrops().locked("bob"), "bob's lock");
        assertEquals(0, world.maildrops().openContents(), "open messages");
    }

    private int limit() {
        return session.awaitsResponse() ? Session.MAX_RESPONSE : MAX_LINE;
    }

    private void run(byte[] line) throws IOException {
        boolean response = session.awaitsResponse();
        Reply reply = session.handle(line);
        try {
            replies.send(reply);
        } catch (IOException e) {
            assertEquals(Fault.A1_BREAKS_OFF, fault, e::toString);
            over = true;
            assertTrue(!sent().endsWith("\r\n.\r\n"), "a message that broke off has its terminator");
            return;
        }
        client.reads(line, response, sent(), fault == Fault.NONE);
        over = session.ending().isPresent();
    }

    /** What has been sent since the last call. */
    private static String sent() throws IOException {
        OUTPUT.flush();
        StringBuilder text = new StringBuilder();
        for (ByteBuf piece = CHANNEL.readOutbound(); piece != null; piece = CHANNEL.readOutbound()) {
            text.append(piece.toString(ISO_8859_1));
            piece.release();
        }
        return text.toString();
    }
}
