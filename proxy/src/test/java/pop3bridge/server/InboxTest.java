package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class InboxTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** What happens between the decision to pause and the pause. */
    private Runnable beforePause = () -> {};

    private final ChannelConfig channel = new DefaultChannelConfig(new EmbeddedChannel()) {
        @Override
        public ChannelConfig setAutoRead(boolean autoRead) {
            if (!autoRead) {
                beforePause.run();
            }
            return super.setAutoRead(autoRead);
        }
    };

    private final Inbox inbox = new Inbox(channel, Timing.SYSTEM);

    @Test
    void keepsTheOrder() throws InterruptedException {
        inbox.octets(new byte[1]);
        inbox.octets(new byte[2]);
        inbox.end();
        assertEquals(1, assertInstanceOf(Inbox.Event.Octets.class, inbox.take(System.nanoTime() + LONG.toNanos()))
                .octets().length);
        assertEquals(2, assertInstanceOf(Inbox.Event.Octets.class, inbox.take(System.nanoTime() + LONG.toNanos()))
                .octets().length);
        assertInstanceOf(Inbox.Event.End.class, inbox.take(System.nanoTime() + LONG.toNanos()));
        assertEquals(Optional.empty(), inbox.poll());
        assertInstanceOf(Inbox.Event.Timeout.class, inbox.take(System.nanoTime()));
    }

    @Test
    void shutdownOvertakesWhatWaits() throws InterruptedException {
        inbox.octets(new byte[1]);
        inbox.shutdown();
        assertInstanceOf(Inbox.Event.Stop.class, inbox.poll().orElseThrow());
        assertInstanceOf(Inbox.Event.Stop.class, inbox.take(System.nanoTime() + LONG.toNanos()));
    }

    @Test
    void aboveABoundNothingMoreIsRead() {
        inbox.octets(new byte[40_000]);
        assertTrue(channel.isAutoRead());
        inbox.octets(new byte[40_000]);
        assertFalse(channel.isAutoRead());
        inbox.poll();
        assertTrue(channel.isAutoRead());
        inbox.octets(new byte[100_000]);
        assertFalse(channel.isAutoRead());
        inbox.poll();
        assertFalse(channel.isAutoRead());
        inbox.poll();
        assertTrue(channel.isAutoRead());
    }

    @Test
    @Timeout(20)
    void readingGoesOnWhenTheInboxIsEmptiedDuringThePause() throws InterruptedException {
        Thread consumer = new Thread(() -> {
            while (inbox.poll().isPresent()) {
                Thread.onSpinWait();
            }
        });
        beforePause = () -> {
            consumer.start();
            while (consumer.isAlive() && consumer.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
        };
        inbox.octets(new byte[100_000]);
        consumer.join();
        assertTrue(channel.isAutoRead(), "nobody will ever read again");
    }
}
