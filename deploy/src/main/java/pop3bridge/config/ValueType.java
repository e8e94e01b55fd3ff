package pop3bridge.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pop3bridge.net.Networks;
import pop3bridge.pop3.sasl.LoginMethods;

/**
 * The type of a setting: the accepted syntax, and its parser.
 *
 * @param word the accepted syntax, for messages and documentation: "a duration from 10s to 10m"
 * @param items what the file may contain a list of; the parser receives the items joined with commas
 */
record ValueType<T>(String word, Items items, Parser<T> parser) {
    /** What a value in the file may be a list of. */
    enum Items {
        /** It is no list. */
        NONE,
        VALUES,
        /** Mappings, each of which comes to the parser as the value of its key {@code listen} and then {@code key=value}. */
        MAPPINGS
    }

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern OCTETS = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB)?");
    private static final Pattern FILE_MODE = Pattern.compile("0[0-7]{3}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(user|local|domain)}");
    private static final String URL = "a URL that begins with http:// or https://";

    /** Parses a value. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text) throws BadValueException;
    }

    private static <T> ValueType<T> of(String word, Parser<T> parser) {
        return new ValueType<>(word, Items.NONE, parser);
    }

    /** Returns a type for whole numbers within bounds. */
    static ValueType<Integer> number(int least, int most) {
        String word = "a whole number from " + least + " to " + most;
        return of(word, text -> {
            if (!NUMBER.matcher(text).matches()) {
                throw BadValueException.not(text, word);
            }
            return within(text, Integer.valueOf(text), least, most, word);
        });
    }

    /** Returns a type for numbers of octets; the bounds have the syntax of values. */
    static ValueType<Integer> octets(String least, String most) {
        String word = "a number of octets from " + least + " to " + most + ", such as 4096 or 64KiB";
        return of(word,
                text -> Math
                        .toIntExact(within(text, count(text, word), count(least, word), count(most, word), word)));
    }

    /** Returns a type for numbers of octets that may be large; the bounds have the syntax of values. */
    static ValueType<Long> volume(String least, String most) {
        String word = "a number of octets from " + least + " to " + most + ", such as 500MiB or 2GiB";
        return of(word, text -> within(text, count(text, word), count(least, word), count(most, word), word));
    }

    private static Long count(String text, String word) throws BadValueException {
        Matcher form = OCTETS.matcher(text);
        if (!form.matches()) {
            throw BadValueException.not(text, word);
        }
        int shift = switch (form.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            case null, default -> 0;
        };
        return Long.parseLong(form.group(1)) << shift;
    }

    /** Returns a type for durations; the bounds have the syntax of values. */
    static ValueType<Duration> duration(String least, String most) {
        String word = "a duration from " + least + " to " + most;
        return of(word, text -> within(text, time(text), time(least), time(most), word));
    }

    private static Duration time(String text) throws BadValueException {
        Matcher form = DURATION.matcher(text);
        if (!form.matches()) {
            throw BadValueException.not(text, "a duration: a number and its unit, such as 250ms, 90s, 10m or 2h");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    private static <T extends Comparable<T>> T within(String text, T value, T least, T most, String word)
            throws BadValueException {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw BadValueException.not(text, word);
        }
        return value;
    }

    /** Returns a type for the constants of an enum, written in lower case with hyphens. */
    static <E extends Enum<E>> ValueType<E> constant(Class<E> type) {
        return oneOf(List.of(type.getEnumConstants()),
                constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** Returns a type for {@code true} and {@code false}. */
    static ValueType<Boolean> truth() {
        return oneOf(List.of(true, false), String::valueOf);
    }

    private static <T> ValueType<T> oneOf(List<T> values, Function<T, String> name) {
        String word = values.stream().map(name).collect(Collectors.joining(", ", "one of ", ""));
        return of(word, text -> values.stream().filter(value -> name.apply(value).equals(text)).findFirst()
                .orElseThrow(() -> BadValueException.not(text, word)));
    }

    /** Returns a type for one socket address. */
    static ValueType<Address> address() {
        return of(Address.WORD, Address::parse);
    }

    /** Returns a type for one or more socket addresses. */
    static ValueType<List<Address>> addresses() {
        return list(Address.WORD, Address::parse);
    }

    /** Returns a type for one or more socket addresses and UNIX sockets. */
    static ValueType<List<Endpoint>> endpoints() {
        return list(Endpoint.WORD, Endpoint::parse);
    }

    /** Returns a type for the mode of a file. The 0 tells an octal number from the decimal one that YAML may have made of it. */
    static ValueType<Set<PosixFilePermission>> fileMode() {
        String word = "the mode of a file, four octal digits of which the first is 0, such as 0660";
        return of(word, text -> {
            if (!FILE_MODE.matcher(text).matches()) {
                throw BadValueException.not(text, word);
            }
            return permissions(Integer.parseInt(text, 8));
        });
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        StringBuilder letters = new StringBuilder("rwxrwxrwx");
        for (int bit = 0; bit < letters.length(); bit++) {
            if ((mode >> bit & 1) == 0) {
                letters.setCharAt(letters.length() - 1 - bit, '-');
            }
        }
        return Collections.unmodifiableSet(PosixFilePermissions.fromString(letters.toString()));
    }

    private static <T> ValueType<List<T>> list(String word, Parser<T> each) {
        return new ValueType<>(word + ", or a list of them", Items.VALUES, text -> {
            List<T> values = new ArrayList<>();
            for (String one : text.split(",", -1)) {
                values.add(each.parse(one.strip()));
            }
            return List.copyOf(values);
        });
    }

    /** Ports with options of their own. */
    static ValueType<List<ListenerEntry>> listeners() {
        return new ValueType<>(ListenerEntry.WORD + "; in the file, a list of mappings", Items.MAPPINGS,
                ListenerEntry::parseAll);
    }

    /** One or more networks. */
    static ValueType<List<String>> networks() {
        String word = "an address or a network, such as 10.0.0.0/8";
        return list(word, network -> {
            try {
                Networks _ = Networks.of(List.of(network));
                return network;
            } catch (IllegalArgumentException _) {
                throw BadValueException.not(network, word);
            }
        });
    }

    /** One or more paths of files. */
    static ValueType<List<Path>> paths() {
        return list("a path", path().parser());
    }

    /** One or more capability names (RFC 2449 §3: printable ASCII without spaces), converted to upper case. */
    static ValueType<List<String>> capabilities() {
        String word = "the name of a capability, such as UTF8";
        return list(word, name -> {
            if (!name.matches("[!-~]{1,64}")) {
                throw BadValueException.not(name, word);
            }
            return name.toUpperCase(Locale.ROOT);
        });
    }

    /** Names of login methods. */
    static ValueType<LoginMethods> loginMethods() {
        String word = "USER, APOP or the name of a mechanism, such as SCRAM-SHA-256";
        return new ValueType<>(word + ", or a list of them", Items.VALUES, text -> {
            LoginMethods methods = LoginMethods.NONE;
            for (String one : text.split(",", -1)) {
                methods = methods.plus(one.strip()).orElseThrow(() -> BadValueException.not(one.strip(), word));
            }
            return methods;
        });
    }

    /** A list of an enum's constants, each once, written in small letters with hyphens. */
    static <E extends Enum<E>> ValueType<List<E>> constants(Class<E> type) {
        ValueType<E> constant = constant(type);
        ValueType<List<E>> list = list(constant.word(), constant.parser());
        return new ValueType<>(list.word(), list.items(), text -> {
            List<E> constants = list.parser().parse(text);
            if (constants.stream().distinct().count() < constants.size()) {
                throw new BadValueException(BadValueException.quoted(text) + " lists one of them twice; remove it");
            }
            return constants;
        });
    }

    /** One or more of an enum's constants, by these names. */
    static <E extends Enum<E>> ValueType<List<E>> constants(Class<E> type, Function<E, String> name) {
        ValueType<E> constant = oneOf(List.of(type.getEnumConstants()), name);
        return list(constant.word(), constant.parser());
    }

    /** One or more texts that match a regular expression. */
    static ValueType<List<String>> texts(String word, String pattern) {
        return list(word, text(word, pattern).parser());
    }

    /** One or more servers of a directory. */
    static ValueType<List<URI>> directories() {
        String word = "a URL such as ldaps://ldap.example.org";
        return list(word, text -> uri(text, word));
    }

    /** The URL of a web service. */
    static ValueType<URI> service() {
        String word = "a URL such as https://accounts.example.org/pop3";
        return of(word, text -> uri(text, word));
    }

    /** A message repeats no URL with an @, which may have a password before it. */
    private static URI uri(String text, String word) throws BadValueException {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw text.contains("@") ? new BadValueException("not " + word) : BadValueException.not(text, word);
        }
    }

    /** Text on one line, with something in it. */
    static ValueType<String> line(String word) {
        return text(word, "(?=.*\\S)\\P{Cntrl}+");
    }

    /** Returns a type for text that matches a regular expression. */
    static ValueType<String> text(String word, String pattern) {
        Pattern form = Pattern.compile(pattern);
        return of(word, text -> {
            if (!form.matcher(text).matches()) {
                throw BadValueException.not(text, word);
            }
            return text;
        });
    }

    /** Returns a type for access keys and secret keys, which error messages never repeat. */
    static <T> ValueType<T> key(Function<String, T> type) {
        return of("a key", text -> {
            if (!text.matches("\\p{Graph}+")) {
                throw new BadValueException("empty, or contains whitespace; write only the key");
            }
            return type.apply(text);
        });
    }

    /** Returns a type for the path of a file. */
    static ValueType<Path> path() {
        return of("a path", text -> {
            if (text.isBlank()) {
                throw BadValueException.not(text, "a path");
            }
            return path(text);
        });
    }

    /** Java takes only the characters of the locale's encoding. */
    static Path path(String text) throws BadValueException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadValueException(BadValueException.quoted(text) + " is not a path: " + e.getReason());
        }
    }

    /** Returns a type for the URL of a store. */
    static ValueType<URI> url() {
        return of(URL, text -> {
            if (text.contains("@")) {
                throw new BadValueException(
                        "the URL contains an @; put keys into store.access-key and store.secret-key");
            }
            if (!text.matches("https?://.+")) {
                throw BadValueException.not(text, URL);
            }
            try {
                URI url = new URI(text);
                if (url.getHost() == null || url.getPort() > 65535) {
                    throw BadValueException.not(text,
                            "a URL with a valid host and port (a host name has no underscore)");
                }
                if (url.getRawQuery() != null || url.getRawFragment() != null) {
                    throw BadValueException.not(text, "a URL without query and fragment");
                }
                return url;
            } catch (URISyntaxException _) {
                throw BadValueException.not(text, URL);
            }
        });
    }

    /** Returns a type for the template of a maildrop's prefix. */
    static ValueType<String> mailPrefix() {
        String word = "a prefix that ends with / and contains {user} or {local}";
        return of(word, text -> {
            String unknown = PLACEHOLDER.matcher(text).replaceAll("");
            if (unknown.matches(".*[{}].*")) {
                throw BadValueException.not(text, "a prefix with only the placeholders {user}, {local} and {domain}");
            }
            if (!text.matches("\\P{Cntrl}*\\{(user|local)}\\P{Cntrl}*/")) {
                throw BadValueException.not(text, word);
            }
            return text;
        });
    }
}
