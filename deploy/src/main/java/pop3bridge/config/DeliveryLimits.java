package pop3bridge.config;

/** The limits of a delivery as arguments of a command, with the syntax and bounds of the settings of LMTP. */
public final class DeliveryLimits {
    private DeliveryLimits() {}

    /**
     * Parses the maximum size of a message.
     *
     * @throws IllegalArgumentException if {@code lmtp.max-size} could not have this value
     */
    public static int maxSize(String text) {
        return parsed(LmtpSettings.MAX_SIZE, text);
    }

    /**
     * Parses the maximum size of all messages of a maildrop.
     *
     * @throws IllegalArgumentException if {@code lmtp.quota} could not have this value
     */
    public static long quota(String text) {
        return parsed(LmtpSettings.QUOTA, text);
    }

    /**
     * Parses the maximum number of messages of a maildrop.
     *
     * @throws IllegalArgumentException if {@code lmtp.quota-messages} could not have this value
     */
    public static long quotaMessages(String text) {
        return parsed(LmtpSettings.QUOTA_MESSAGES, text);
    }

    private static <T> T parsed(Setting<T> setting, String text) {
        try {
            return setting.type().parser().parse(text);
        } catch (BadValueException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
