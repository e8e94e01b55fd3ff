package pop3bridge.store.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** System properties set for the duration of a test. */
final class SystemProperties implements AutoCloseable {
    private final Map<String, Optional<String>> before = new HashMap<>();

    void set(String property, String value) {
        before.putIfAbsent(property, Optional.ofNullable(System.getProperty(property)));
        System.setProperty(property, value);
    }

    @Override
    public void close() {
        before.forEach((property, value) -> value.ifPresentOrElse(former -> System.setProperty(property, former),
                () -> System.clearProperty(property)));
    }
}
