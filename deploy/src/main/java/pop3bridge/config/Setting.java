package pop3bridge.config;

import java.util.Locale;

/**
 * A setting: a dotted key in the file, a variable in the environment.
 *
 * @param meaning one sentence for the documentation
 */
record Setting<T>(String key, ValueType<T> type, Default unset, String meaning) {
    static final String VARIABLE_PREFIX = "POP3BRIDGE_";

    /** What applies when the setting is not set. */
    sealed interface Default {
        /** This value, as written in the file. */
        record Value(String text) implements Default {}

        /** Nothing: pop3bridge does not start. */
        record Required() implements Default {}

        /** No value; {@code words} describe the effect. */
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

    /** Returns the environment variable: {@code POP3BRIDGE_STORE_PATH_STYLE} for {@code store.path-style}. */
    String variable() {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
