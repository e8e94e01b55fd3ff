package pop3bridge.moving;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import pop3bridge.moving.MailTarget.Letter;
import pop3bridge.store.StoreException;
import pop3bridge.store.maildrop.ListedMail;
import pop3bridge.store.names.MessageName;

/** Copies the messages of a maildrop to another place. It neither locks the maildrop nor deletes anything. */
public final class Export {
    private final ListedMail mail;
    private final MailTarget target;
    private final Watcher watcher;
    private final AtomicLong exported = new AtomicLong();
    private final AtomicLong present = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong octets = new AtomicLong();
    private final AtomicReference<Optional<StoreException>> stop = new AtomicReference<>(Optional.empty());

    /** Is told what happens, on any thread. */
    public interface Watcher {
        /** A message could not be exported. */
        void failed(String name, String reason);

        /**
         * Another message has been dealt with.
         *
         * @param done which part of the maildrop has been, from 0 to 1
         */
        void advanced(double done);
    }

    /**
     * What has happened.
     *
     * @param exported the messages that were written
     * @param present the messages that the target had already
     * @param octets the octets of the messages that were written
     */
    public record Summary(long exported, long present, long failed, long octets) {}

    public Export(ListedMail mail, MailTarget target, Watcher watcher) {
        this.mail = mail;
        this.target = target;
        this.watcher = watcher;
    }

    /**
     * Copies all messages.
     *
     * @throws StoreException if the store refuses all requests
     * @throws IOException if the target cannot be completed
     */
    public Summary run() throws StoreException, IOException {
        Semaphore places = new Semaphore(target.parallel());
        for (int i = 0; i < mail.count() && stop.get().isEmpty(); i++) {
            Letter letter = letter(i);
            if (target.has(letter)) {
                present.incrementAndGet();
            } else {
                places.acquireUninterruptibly();
                Thread.startVirtualThread(() -> {
                    try {
                        copy(letter);
                    } finally {
                        places.release();
                    }
                });
            }
            watcher.advanced((i + 1.0) / mail.count());
        }
        places.acquireUninterruptibly(target.parallel());
        target.finish();
        if (stop.get().isPresent()) {
            throw stop.get().get();
        }
        return new Summary(exported.get(), present.get(), failed.get(), octets.get());
    }

    private Letter letter(int index) {
        String name = mail.name(index);
        Instant arrival = MessageName.parse(name).map(MessageName::arrival).orElse(mail.modified(index));
        return new Letter(mail.key(index), mail.uniqueId(index), arrival, out -> mail.read(index, content -> {
            byte[] buffer = new byte[32 * 1024];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                out.write(buffer, 0, count);
            }
            out.end();
        }));
    }

    private void copy(Letter letter) {
        try {
            octets.addAndGet(target.add(letter));
            exported.incrementAndGet();
        } catch (StoreException e) {
            if (e.reason().general()) {
                stop.compareAndSet(Optional.empty(), Optional.of(e));
            }
            fail(letter, e.explanation());
        } catch (IOException e) {
            fail(letter, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            fail(letter, e.toString());
        }
    }

    private void fail(Letter letter, String reason) {
        failed.incrementAndGet();
        watcher.failed(letter.key(), reason);
    }
}
