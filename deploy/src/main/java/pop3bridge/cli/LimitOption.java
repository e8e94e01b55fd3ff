package pop3bridge.cli;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import pop3bridge.config.LimitArguments;

/** The types of options that limit messages and maildrops. A value that would refuse every message is no value. */
final class LimitOption {
    private LimitOption() {}

    private static <T> T limit(Function<String, T> parser, String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** The maximum size of a message that is delivered. */
    static final class Delivered implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return limit(LimitArguments::maxSize, text);
        }
    }

    /** The maximum size of a message that is imported. */
    static final class Imported implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return limit(LimitArguments::importedSize, text);
        }
    }

    /** The maximum size of all messages of a maildrop. */
    static final class Quota implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return limit(LimitArguments::quota, text);
        }
    }

    /** The maximum number of messages of a maildrop. */
    static final class QuotaMessages implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return limit(LimitArguments::quotaMessages, text);
        }
    }
}
