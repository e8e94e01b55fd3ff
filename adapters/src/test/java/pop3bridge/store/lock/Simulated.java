package pop3bridge.store.lock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/** A separate world for production code, in which waiting takes no time. */
final class Simulated {
    final SimWorld world = new SimWorld(1);

    /** What happens in it, on a thread of it. */
    interface Story {
        void tell() throws Exception;
    }

    /** The timeline of a process of its own. */
    SimTimeline process() {
        return new SimTimeline(world, new SimWorld.Program());
    }

    /** Begins a story beside the one that is told. */
    void beside(Story story) {
        world.start(new SimWorld.Program(), () -> {
            try {
                story.tell();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Tells a story to its end, within a day. */
    void tell(Story story) throws Throwable {
        boolean[] told = {false};
        AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            beside(() -> {
                story.tell();
                told[0] = true;
            });
            try {
                world.runUntil(Duration.ofDays(1).toNanos());
            } catch (Throwable e) {
                fault.set(e);
            }
        });
        thread.join();
        Throwable e = fault.get();
        if (e != null) {
            throw e;
        }
        Assertions.assertTrue(told[0], "the story has not come to its end");
    }
}
