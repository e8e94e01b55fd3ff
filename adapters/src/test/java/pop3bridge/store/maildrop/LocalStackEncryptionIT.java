package pop3bridge.store.maildrop;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.LocalStack;
import pop3bridge.store.RealStore;

@Tag("localstack")
@ExtendWith(LocalStack.class)
record LocalStackEncryptionIT(RealStore store) implements EncryptionContract {}
