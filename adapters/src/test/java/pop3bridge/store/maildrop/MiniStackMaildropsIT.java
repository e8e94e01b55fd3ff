package pop3bridge.store.maildrop;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.MiniStack;
import pop3bridge.store.RealStore;
import pop3bridge.store.probe.StoreMode;

@Tag("ministack")
@ExtendWith(MiniStack.class)
final class MiniStackMaildropsIT extends RealMaildrops {
    MiniStackMaildropsIT(RealStore store) {
        super(store, new StoreMode(true, true, true));
    }
}
