package pop3bridge.config;

import java.util.Locale;

/**
 * Something that can be configured: in the file by its dotted key, in the environment by its variable.
 *
 * @param meaning one sentence for the documentation
 */
record Setting<T>(String key, ValueType<T> type, Default unset, String meaning) {
    static final String VARIABLE_PREFIX = "POP3BRIDGE_";

    /** What holds when the setting is not set. */
    sealed interface Default {
        /** This value, as it would be written. */
        record Value(String text) implements Default {}

        /** The bridge does not start. */
        record Required() implements Default {}

        /** There is no value; the words say what follows. */
        record Nothing(String words) implements Default {}
    }

    static <T> Setting<T> of(String key, ValueType<T> type, String unset, String meaning) {
        return new Setting<>(key, type, new Default.Value(unset), meaning);
    }

    static <T> Setting<T> required(String key, ValueType<T> type, String meaning) {
        return new Setting<>(key, type, new Default.Required(), meaning);
    }

    static <T> Setting<T> optional(String key, ValueType<T> type, String words, String meaning) {
        return new Setting<>(key, type, new Default.Nothing(words), meaning);
    }

    /** The environment variable: {@code POP3BRIDGE_STORE_PATH_STYLE} for {@code store.path-style}. */
    String variable() {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
