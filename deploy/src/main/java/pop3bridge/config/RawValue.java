package pop3bridge.config;

/** What the file or the environment gives for a setting. */
sealed interface RawValue {
    /** The line of the file, or the variable. */
    String where();

    /** A text, not yet read. */
    record Text(String text, String where) implements RawValue {}

    /** Something that cannot be the text of a value, and why. */
    record Wrong(String why, String where) implements RawValue {}
}
