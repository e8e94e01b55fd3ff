package pop3bridge.config;

/** Limits as arguments of commands, with the syntax of the settings and, for a delivery, the bounds of those of LMTP. */
public final class LimitArguments {
    private static final ValueType<Integer> IMPORTED = ValueType.octets("1", "1000MiB");

    private LimitArguments() {}

    /**
     * Parses the maximum size of a message.
     *
     * @throws IllegalArgumentException if {@code lmtp.max-size} could not have this value
     */
    public static int maxSize(String text) {
        return parsed(LmtpSettings.MAX_SIZE.type(), text);
    }

    /**
     * Parses the maximum size of a message that is imported.
     *
     * @throws IllegalArgumentException if it is not between 1 octet and 1000 MiB
     */
    public static int importedSize(String text) {
        return parsed(IMPORTED, text);
    }

    /**
     * Parses the maximum size of all messages of a maildrop.
     *
     * @throws IllegalArgumentException if {@code lmtp.quota} could not have this value
     */
    public static long quota(String text) {
        return parsed(LmtpSettings.QUOTA.type(), text);
    }

    /**
     * Parses the maximum number of messages of a maildrop.
     *
     * @throws IllegalArgumentException if {@code lmtp.quota-messages} could not have this value
     */
    public static long quotaMessages(String text) {
        return parsed(LmtpSettings.QUOTA_MESSAGES.type(), text);
    }

    private static <T> T parsed(ValueType<T> type, String text) {
        try {
            return type.parser().parse(text);
        } catch (BadValueException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
