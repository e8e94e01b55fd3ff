package pop3bridge.store.maildrop;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.MiniStack;
import pop3bridge.store.RealStore;

@Tag("ministack")
@ExtendWith(MiniStack.class)
record MiniStackEncryptionIT(RealStore store) implements EncryptionContract {}
