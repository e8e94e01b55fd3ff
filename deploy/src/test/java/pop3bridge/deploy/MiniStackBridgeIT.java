package pop3bridge.deploy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.MiniStack;

@Tag("ministack")
@ExtendWith(MiniStack.class)
final class MiniStackBridgeIT extends MainJob {}
