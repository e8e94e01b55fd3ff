package pop3bridge.config;

/** A limit that a command takes as an argument, with the syntax of the settings. A limit of nothing is no value. */
public final class Limit {
    /** The size of a message that is delivered, in octets, as in {@code lmtp.max-size}. */
    public static final Limit DELIVERED = new Limit(LmtpSettings.MAX_SIZE.type());

    /** The size of a message that is imported, in octets. */
    public static final Limit IMPORTED = new Limit(ValueType.octets("1", "1000MiB"));

    /** The size of all messages of a maildrop, in octets, as in {@code lmtp.quota}. */
    public static final Limit QUOTA = new Limit(LmtpSettings.QUOTA.type());

    /** The number of messages of a maildrop, as in {@code lmtp.quota-messages}. */
    public static final Limit QUOTA_MESSAGES = new Limit(LmtpSettings.QUOTA_MESSAGES.type());

    private final ValueType<? extends Number> type;

    private Limit(ValueType<? extends Number> type) {
        this.type = type;
    }

    /**
     * Parses an argument.
     *
     * @throws IllegalArgumentException if it is not such a value, with a message that says what is
     */
    public long of(String argument) {
        try {
            return type.parser().parse(argument).longValue();
        } catch (BadValueException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
