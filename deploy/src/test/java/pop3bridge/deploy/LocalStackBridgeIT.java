package pop3bridge.deploy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.LocalStack;

@Tag("localstack")
@ExtendWith(LocalStack.class)
final class LocalStackBridgeIT extends MainJob {}
