package pop3bridge.store.maildrop;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.LocalStack;
import pop3bridge.store.RealStore;
import pop3bridge.store.probe.StoreMode;

@Tag("localstack")
@ExtendWith(LocalStack.class)
final class LocalStackMaildropsIT extends RealMaildrops {
    LocalStackMaildropsIT(RealStore store) {
        super(store, new StoreMode(false, false, true));
    }
}
