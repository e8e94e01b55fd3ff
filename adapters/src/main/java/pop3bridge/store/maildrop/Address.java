package pop3bridge.store.maildrop;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.accounts.Account;

/**
 * Where a maildrop's messages are: the objects of a bucket whose keys begin with the prefix and have no slash after it.
 *
 * @param prefix may be empty: then the messages lie at the top of the bucket
 */
public record Address(String bucket, String prefix) {
    private static final String SCHEME = "s3://";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:user|local|domain)}");

    /** Slashes and backslashes of Unicode. */
    private static final Pattern SLASH = Pattern.compile("[/\\\\\u2044\u2215\u29F5\u29F8\u29F9\uFE68\uFF0F\uFF3C]");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    /** Reads {@code s3://bucket/prefix}. */
    static Address parse(String text) {
        int slash = text.indexOf('/', SCHEME.length());
        if (!text.startsWith(SCHEME) || slash < 0) {
            throw new IllegalArgumentException("a maildrop's address is s3://bucket/prefix");
        }
        return new Address(text.substring(SCHEME.length(), slash), text.substring(slash + 1));
    }

    /**
     * Returns the address of an account's maildrop.
     *
     * @param bucket for accounts that name no maildrop of their own
     * @param template the prefix for these, with {@code {user}}, or {@code {local}} and {@code {domain}}: what is
     * before and after the last {@code @} of the user name
     * @throws IllegalArgumentException if there is a {@link #problem}
     */
    public static Address of(Account account, String bucket, String template) {
        return account.maildrop().map(Address::parse)
                .orElseGet(() -> new Address(bucket, filled(template, account.name())));
    }

    private static String filled(String template, String name) {
        return PLACEHOLDER.matcher(template).replaceAll(place -> {
            String part = part(place.group(), name);
            Optional<String> problem = problemOfPart(part);
            if (problem.isPresent()) {
                throw new IllegalArgumentException(
                        "a maildrop's prefix cannot have this user name in it: " + problem.get());
            }
            return Matcher.quoteReplacement(part);
        });
    }

    /**
     * Why an account cannot have a maildrop under this template; empty if it can. Names may come from directories and tokens whose users choose
     * them, so no name leads out of its own place or looks as if it did.
     */
    public static Optional<String> problem(Account account, String template) {
        return account.maildrop().isPresent()
                ? Optional.empty()
                : PLACEHOLDER.matcher(template).results().map(place -> part(place.group(), account.name()))
                        .flatMap(part -> problemOfPart(part).stream()).findFirst();
    }

    private static String part(String placeholder, String name) {
        int at = name.lastIndexOf('@');
        return switch (placeholder) {
            case "{domain}" -> at < 0 ? "" : name.substring(at + 1);
            case "{local}" -> at < 0 ? name : name.substring(0, at);
            default -> name;
        };
    }

    private static Optional<String> problemOfPart(String part) {
        if (part.isEmpty()) {
            return Optional.of("a part of it is empty");
        }
        if (part.equals(".") || part.equals("..")) {
            return Optional.of("a part of it is . or ..");
        }
        if (SLASH.matcher(part).find()) {
            return Optional.of("it contains a slash, or a character that looks like one");
        }
        return UNSEEN.matcher(part).find()
                ? Optional.of("it contains a character that is not visible")
                : Optional.empty();
    }
}
