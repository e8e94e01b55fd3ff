package pop3bridge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ClientOutputTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int CAPACITY = 32 * 1024;

    private final List<String> pieces = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private WideWindows wideWindows = WideWindows.forClients(0);
    private final ClientOutput output = output(ChannelPromise::setSuccess, LONG);

    @Test
    void nothingIsLostOrMovedWhateverIsWritten() throws IOException {
        Random random = new Random(6);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            byte[] octets = new byte[random.nextInt(8) == 0 ? random.nextInt(3 * CAPACITY) : random.nextInt(20)];
            random.nextBytes(octets);
            int offset = random.nextInt(octets.length + 1);
            output.write(octets, offset, octets.length - offset);
            all.append(new String(octets, offset, octets.length - offset, ISO_8859_1));
            if (random.nextInt(20) == 0) {
                output.flush();
            }
        }
        output.drain();
        assertTrue(all.toString().equals(String.join("", pieces)));
        assertEquals(all.length(), sent.get());
        assertTrue(pieces.stream().allMatch(piece -> !piece.isEmpty() && piece.length() <= CAPACITY));
    }

    @Test
    void aClientThatReadsNothingHasStalled() throws IOException {
        ClientOutput stalled = output(ChannelPromise::isDone, Duration.ofMillis(1));
        stalled.write('x');
        assertEquals(ConnectionEnd.STALLED, assertThrows(ClientGoneException.class, stalled::drain).end());
        assertEquals(0, sent.get());
    }

    @Test
    void aWriteWaitsForTheClientOnlyWhenAWindowIsOnTheWay() throws IOException {
        List<ChannelPromise> writes = new ArrayList<>();
        ClientOutput slow = output(writes::add, Duration.ofMillis(1));
        slow.write(new byte[2 * CAPACITY], 0, 2 * CAPACITY);
        slow.flush();
        assertEquals(2 * CAPACITY, String.join("", pieces).length());
        slow.write('x');
        assertEquals(ConnectionEnd.STALLED, assertThrows(ClientGoneException.class, slow::flush).end());
        writes.getFirst().setSuccess();
        slow.flush();
        assertEquals(2 * CAPACITY + 1, String.join("", pieces).length());
    }

    @Test
    void someClientsMayHaveMoreOnTheWay() throws IOException {
        wideWindows = WideWindows.forClients(1);
        List<ChannelPromise> writes = new ArrayList<>();
        ClientOutput first = output(writes::add, Duration.ofMillis(1));
        first.write(new byte[3 * CAPACITY], 0, 3 * CAPACITY);
        first.write('x');
        assertEquals(3, pieces.size());

        ClientOutput second = output(writes::add, Duration.ofMillis(1));
        assertThrows(ClientGoneException.class, () -> second.write(new byte[4 * CAPACITY], 0, 4 * CAPACITY));

        writes.forEach(ChannelPromise::setSuccess);
        first.flush();
        pieces.clear();
        ClientOutput third = output(writes::add, Duration.ofMillis(1));
        assertThrows(ClientGoneException.class,
                () -> third.write(new byte[2 * WideWindows.WINDOW], 0, 2 * WideWindows.WINDOW));
        int onTheWay = pieces.stream().mapToInt(String::length).sum();
        assertTrue(onTheWay > WideWindows.WINDOW - CAPACITY && onTheWay <= WideWindows.WINDOW, () -> "" + onTheWay);

        third.close();
        assertTrue(wideWindows.enter());
    }

    @Test
    void whoHasMoreOnTheWayWaitsAfterTheLastReply() throws IOException {
        wideWindows = WideWindows.forClients(1);
        List<ChannelPromise> writes = new ArrayList<>();
        ClientOutput slow = output(writes::add, Duration.ofMillis(1));
        slow.write(new byte[4 * CAPACITY], 0, 4 * CAPACITY);
        assertEquals(ConnectionEnd.STALLED, assertThrows(ClientGoneException.class, slow::flush).end());
        writes.forEach(ChannelPromise::setSuccess);
        slow.flush();
        assertTrue(wideWindows.enter());
    }

    @Test
    void aMessageCountsAsSentOnceTheClientHasAnsweredAndTheSocketHasTakenIt() throws IOException {
        List<ChannelPromise> writes = new ArrayList<>();
        ClientOutput slow = output(writes::add, LONG);
        slow.messageBegins(() -> {});
        slow.write('x');
        slow.flush();
        slow.heard();
        assertTrue(slow.messageUnsent());
        writes.getFirst().setSuccess();
        slow.heard();
        assertFalse(slow.messageUnsent());
    }

    @Test
    void aFailedWriteIsNoticedByTheNextOne() throws IOException {
        List<ChannelPromise> writes = new ArrayList<>();
        ClientOutput failing = output(writes::add, LONG);
        failing.write('x');
        failing.flush();
        writes.getFirst().setFailure(new IOException("connection reset"));
        failing.heard();
        failing.write('y');
        assertEquals(ConnectionEnd.CLIENT_GONE, assertThrows(ClientGoneException.class, failing::flush).end());
        assertEquals(1, pieces.size());
    }

    @Test
    void aClientThatIsGoneIsGone() throws IOException {
        ClientOutput gone = output(written -> written.setFailure(new IOException("connection reset")), LONG);
        gone.write('x');
        assertEquals(ConnectionEnd.CLIENT_GONE, assertThrows(ClientGoneException.class, gone::drain).end());
        assertEquals(0, sent.get());
    }

    @Test
    void aWriteToAClosedConnectionEnds() throws IOException {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.close().syncUninterruptibly();
        ClientOutput closed = new ClientOutput(channel, () -> LONG, sent::addAndGet, wideWindows);
        closed.write('x');
        assertEquals(ConnectionEnd.CLIENT_GONE, assertThrows(ClientGoneException.class, closed::drain).end());
    }

    private ClientOutput output(Consumer<ChannelPromise> write, Duration timeout) {
        ChannelOutboundInvoker channel = (ChannelOutboundInvoker) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{ChannelOutboundInvoker.class}, (_, method, arguments) -> {
                    assertEquals("writeAndFlush", method.getName());
                    pieces.add(((ByteBuf) arguments[0]).toString(ISO_8859_1));
                    ChannelPromise written = new DefaultChannelPromise(new EmbeddedChannel(),
                            GlobalEventExecutor.INSTANCE);
                    write.accept(written);
                    return written;
                });
        return new ClientOutput(channel, () -> timeout, sent::addAndGet, wideWindows);
    }
}
