package pop3bridge.store.maildrop;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.accounts.Account;

/**
 * The location of a maildrop: the objects in the bucket whose keys begin with the prefix and contain no slash after it.
 *
 * @param prefix may be empty: the messages are then at the top level of the bucket
 */
public record Address(String bucket, String prefix) {
    private static final String SCHEME = "s3://";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:user|local|domain)}");

    /** Parses {@code s3://bucket/prefix}. */
    static Address parse(String text) {
        int slash = text.indexOf('/', SCHEME.length());
        if (!text.startsWith(SCHEME) || slash < 0) {
            throw new IllegalArgumentException("not a maildrop address of the form s3://bucket/prefix");
        }
        return new Address(text.substring(SCHEME.length(), slash), text.substring(slash + 1));
    }

    /**
     * Returns the address of an account's maildrop.
     *
     * @param bucket the bucket for accounts without a {@code maildrop=} field
     * @param template the prefix for these accounts, with the placeholders {@code {user}}, {@code {local}} and
     * {@code {domain}}: the user name, and its parts before and after the last {@code @}
     */
    public static Address of(Account account, String bucket, String template) {
        return account.maildrop().map(Address::parse).orElseGet(() -> {
            String name = account.name();
            int at = name.lastIndexOf('@');
            return new Address(bucket, PLACEHOLDER.matcher(template).replaceAll(place -> Matcher.quoteReplacement(
                    switch (place.group()) {
                        case "{domain}" -> at < 0 ? "" : name.substring(at + 1);
                        case "{local}" -> at < 0 ? name : name.substring(0, at);
                        default -> name;
                    })));
        });
    }
}
