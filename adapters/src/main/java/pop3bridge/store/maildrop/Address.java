package pop3bridge.store.maildrop;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pop3bridge.accounts.Account;
import pop3bridge.store.Scope;
import pop3bridge.store.names.UniqueIds;

/**
 * The location of a maildrop: the objects in a bucket whose keys begin with one of its prefixes and contain no slash
 * after it.
 *
 * @param prefix may be empty: the messages are then at the top level of the bucket. The maildrop's lock is that of this
 *     prefix
 * @param more other prefixes whose messages belong to the maildrop too
 */
public record Address(String bucket, String prefix, List<String> more) {
    private static final String SCHEME = "s3://";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:user|local|domain)}");

    /** Slashes and backslashes of Unicode. */
    private static final Pattern SLASH = Pattern.compile("[/\\\\\u2044\u2215\u29F5\u29F8\u29F9\uFE68\uFF0F\uFF3C]");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    public Address {
        more = List.copyOf(more);
    }

    Address(String bucket, String prefix) {
        this(bucket, prefix, List.of());
    }

    /** Returns all prefixes, the first one first. */
    List<String> prefixes() {
        return Stream.concat(Stream.of(prefix), more.stream()).toList();
    }

    /** Returns the part of the store that it takes up. */
    public Scope scope() {
        return new Scope(bucket, prefixes());
    }

    /** Returns the name for a copy of a message: the part of the key after the first prefix, or a hash for other prefixes. */
    String keptName(String key) {
        return isUnderFirst(key) ? name(key) : UniqueIds.hashed(key);
    }

    /** Returns the unique-id that the message had on another server, if its name keeps one. */
    Optional<String> keptUniqueId(String key) {
        return UniqueIds.kept(name(key));
    }

    /**
     * Returns the unique-id that no other message has: a hash, if the name keeps one of another server. Under the first
     * prefix these do not change when another is added. Under the others they depend on the whole key.
     */
    String ownUniqueId(String key) {
        if (!isUnderFirst(key)) {
            return UniqueIds.hashed(key);
        }
        return keptUniqueId(key).isPresent() ? UniqueIds.hashed(name(key)) : UniqueIds.of(name(key));
    }

    /** Returns whether a message is under the first prefix. */
    boolean isUnderFirst(String key) {
        return prefixOf(key).equals(prefix);
    }

    /** Returns the part of the key after its prefix. */
    String name(String key) {
        return key.substring(prefixOf(key).length());
    }

    private String prefixOf(String key) {
        if (more.isEmpty() && key.startsWith(prefix)) {
            return prefix;
        }
        return prefixes().stream().filter(its -> key.startsWith(its) && key.indexOf('/', its.length()) < 0).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not in this maildrop"));
    }

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
     * @param bucket the bucket for accounts that name no maildrop of their own
     * @param template the prefix for these accounts, with the placeholders {@code {user}}, {@code {local}} and
     * {@code {domain}}: the user name, and its parts before and after the last {@code @}
     * @throws IllegalArgumentException if there is a {@link #problem}
     */
    public static Address of(Account account, String bucket, String template) {
        if (account.maildrop().isEmpty()) {
            return new Address(bucket, filled(template, account.name()));
        }
        List<Address> places = account.maildrop().stream().map(Address::parse).toList();
        return new Address(places.getFirst().bucket(), places.getFirst().prefix(),
                places.stream().skip(1).map(Address::prefix).toList());
    }

    /** Returns whether a prefix of this maildrop may come from a template, with any name. */
    boolean isAnyOf(String template) {
        Pattern any = Pattern.compile(Stream.of(PLACEHOLDER.split(template, -1)).map(Pattern::quote)
                .collect(Collectors.joining("[^/]+")));
        return prefixes().stream().anyMatch(any.asMatchPredicate());
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
        return !account.maildrop().isEmpty()
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
