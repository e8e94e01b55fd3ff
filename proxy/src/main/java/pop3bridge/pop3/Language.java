package pop3bridge.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A language for the texts of replies (RFC 6856 §3). The code contains the English texts; a catalogue translates them.
 * The catalogue contains {@code #} for numbers and command names, in the order of the English text.
 */
final class Language {
    private static final Pattern VARIABLE = Pattern.compile("\\b(?:\\d+|[A-Z][A-Z0-9]{2,4})\\b");

    static final Language ENGLISH = new Language("en", "English", Map.of());

    /** All languages; the first is the default. */
    static final List<Language> ALL = List.of(ENGLISH, load("de", "Deutsch"), load("ja", "\u65e5\u672c\u8a9e"));

    private final String tag;
    private final String name;
    private final Map<String, String> texts;

    private Language(String tag, String name, Map<String, String> texts) {
        this.tag = tag;
        this.name = name;
        this.texts = texts;
    }

    /** Returns the language tag (RFC 5646). */
    String tag() {
        return tag;
    }

    /** Returns the name of the language in that language. */
    String name() {
        return name;
    }

    /**
     * Returns the language for a tag sent by a client: {@code *} is the server's choice, and {@code de-AT} gives
     * {@code de}.
     */
    static Optional<Language> named(String given) {
        String wanted = given.toLowerCase(Locale.ROOT);
        if (wanted.equals("*") || wanted.equals("i-default")) {
            return Optional.of(ENGLISH);
        }
        return ALL.stream().filter(language -> wanted.equals(language.tag) || wanted.startsWith(language.tag + "-"))
                .findFirst();
    }

    /** Returns the text in this language, or in English if the catalogue does not contain it. */
    String of(String english) {
        if (texts.isEmpty()) {
            return english;
        }
        Matcher variables = VARIABLE.matcher(english);
        String translation = texts.get(variables.replaceAll("#"));
        if (translation == null) {
            return english;
        }
        variables.reset();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < translation.length(); i++) {
            if (translation.charAt(i) == '#' && variables.find()) {
                text.append(variables.group());
            } else {
                text.append(translation.charAt(i));
            }
        }
        return text.toString();
    }

    private static Language load(String tag, String name) {
        try (InputStream in = Objects.requireNonNull(Language.class.getResourceAsStream("texts." + tag))) {
            Map<String, String> texts = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int equals = line.indexOf(" = ");
                texts.put(line.substring(0, equals), line.substring(equals + 3));
            });
            return new Language(tag, name, Map.copyOf(texts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
