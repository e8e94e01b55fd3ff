package pop3bridge.config;

/** The unparsed value of a setting, from the file or the environment. */
sealed interface RawValue {
    /** Returns the file and line, or the environment variable. */
    String where();

    /** A text that has not been parsed yet. */
    record Text(String text, String where) implements RawValue {}

    /** A YAML node that cannot be a value, and why. */
    record Wrong(String why, String where) implements RawValue {}
}
