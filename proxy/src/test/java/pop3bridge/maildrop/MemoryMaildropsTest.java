package pop3bridge.maildrop;

import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Account;

final class MemoryMaildropsTest implements MaildropContract {
    private final MemoryMaildrops maildrops = new MemoryMaildrops();
    private int delivered;

    @Override
    public Maildrops maildrops() {
        return maildrops;
    }

    @Override
    public Account account() {
        return new Account("alice", Optional.empty());
    }

    @Override
    public void deliver(List<byte[]> messages) {
        for (byte[] message : messages) {
            delivered++;
            maildrops.deliver("alice", "id" + delivered, message);
        }
    }
}
