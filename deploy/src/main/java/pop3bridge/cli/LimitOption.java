package pop3bridge.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import pop3bridge.config.Limit;

/** The types of options that limit messages and maildrops. */
abstract class LimitOption implements ITypeConverter<Long> {
    private final Limit limit;

    private LimitOption(Limit limit) {
        this.limit = limit;
    }

    @Override
    public Long convert(String text) {
        try {
            return limit.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** The type of {@link Limit#DELIVERED}. */
    static final class Delivered extends LimitOption {
        Delivered() {
            super(Limit.DELIVERED);
        }
    }

    /** The type of {@link Limit#IMPORTED}. */
    static final class Imported extends LimitOption {
        Imported() {
            super(Limit.IMPORTED);
        }
    }

    /** The type of {@link Limit#QUOTA}. */
    static final class Quota extends LimitOption {
        Quota() {
            super(Limit.QUOTA);
        }
    }

    /** The type of {@link Limit#QUOTA_MESSAGES}. */
    static final class QuotaMessages extends LimitOption {
        QuotaMessages() {
            super(Limit.QUOTA_MESSAGES);
        }
    }
}
