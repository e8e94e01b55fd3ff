package pop3bridge.store.s3;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.OtherStore;
import pop3bridge.store.RealStore;

/** The contract on a store that is no part of the build. */
@Tag("otherstore")
@ExtendWith(OtherStore.class)
record OtherStoreIT(RealStore store) implements RealStoreContract {}
