package pop3bridge.store;

import java.net.URI;
import java.util.Objects;

/**
 * A store that runs already, and that the variables of the environment name. Tests that have it carry the tag
 * {@code otherstore}.
 */
public final class OtherStore extends SharedStore {
    private static final String ENDPOINT = "TEST_STORE_ENDPOINT";
    private static final String ACCESS_KEY = "TEST_STORE_ACCESS_KEY";
    private static final String SECRET_KEY = "TEST_STORE_SECRET_KEY";

    @Override
    RealStore start() throws StoreException {
        return RealStore.at(URI.create(variable(ENDPOINT)), variable(ACCESS_KEY), variable(SECRET_KEY));
    }

    @Override
    String needs() {
        return "%s, %s and %s of an account that may create buckets".formatted(ENDPOINT, ACCESS_KEY, SECRET_KEY);
    }

    private static String variable(String name) {
        return Objects.requireNonNull(System.getenv(name), name + " is not set");
    }
}
