package pop3bridge.cli;

import pop3bridge.store.lock.LockAdmin.Found;

/** Describes a lock for operators. */
final class LockText {
    private LockText() {}

    static String of(Found found) {
        return switch (found) {
            case Found.Lock lock -> of(lock);
            case Found.Foreign foreign -> foreign.key() + "\n  not a valid lock: " + foreign.why()
                    + "; see 'pop3bridge unlock'";
        };
    }

    private static String of(Found.Lock lock) {
        StringBuilder text = new StringBuilder(lock.maildrop()).append("\n  ");
        if (lock.free()) {
            text.append("free");
        } else {
            text.append(lock.state()).append(" by ").append(lock.holder()).append(" since ").append(lock.since());
            lock.age().ifPresent(age -> text.append(", last written ").append(age.toSeconds()).append(" s ago, lease ")
                    .append(lock.lease().toSeconds()).append(" s"));
            if (lock.expired()) {
                text.append(": expired, the next login takes it over");
            }
        }
        if (!lock.removals().isEmpty()) {
            text.append("; ").append(lock.removals().size()).append(" message deletions pending");
        }
        return text.append("\n  ").append(lock.key()).toString();
    }
}
