package pop3bridge.store.maildrop;

import java.util.List;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.MaildropContract;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;

final class StoredMaildropsTest implements MaildropContract {
    private final World world = new World();
    private int delivered;

    @Override
    public Maildrops maildrops() {
        return world.maildrops;
    }

    @Override
    public Account account() {
        return World.ANNA;
    }

    @Override
    public void deliver(List<byte[]> messages) throws StoreException {
        for (byte[] message : messages) {
            world.clock.updateAndGet(now -> now.plusSeconds(1));
            world.memory.put(World.PREFIX + delivered++, message, Condition.always());
        }
    }
}
