package pop3bridge.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Text that is not ASCII, as encoded-words in UTF-8 and base64 (RFC 2047). */
final class EncodedWords {
    /** Octets of text in an encoded-word: with the longest name of a field before it a line has 76 octets at most (§2). */
    private static final int OCTETS = 36;

    private static final String FOLD = "\r\n ";
    private static final Pattern LINE_END = Pattern.compile("[\r\n]");

    private EncodedWords() {}

    /** Text whose words and line ends stay as they are where they are ASCII (§5, rule 1). */
    static String text(String text) {
        StringBuilder encoded = new StringBuilder();
        StringBuilder pending = new StringBuilder();
        String blanks = "";
        for (String token : tokens(text)) {
            if (isBlank(token.charAt(0))) {
                blanks = token;
                continue;
            }
            // Blanks between encoded-words are not shown (§6.2): those that are to be seen stand in one.
            if (!pending.isEmpty() && (!Ascii.is(token) || isEncodedWord(token))) {
                pending.append(LINE_END.matcher(blanks).replaceAll(""));
            }
            if (Ascii.is(token)) {
                flush(pending, encoded);
                encoded.append(blanks).append(token);
            } else {
                if (pending.isEmpty()) {
                    pending.append(endsInEncodedWord(encoded) ? LINE_END.matcher(blanks).replaceAll("") : "");
                    encoded.append(blanks);
                }
                pending.append(token);
            }
            blanks = "";
        }
        flush(pending, encoded);
        return encoded.append(blanks).toString();
    }

    private static boolean isEncodedWord(String token) {
        return token.startsWith("=?") && token.endsWith("?=");
    }

    private static boolean endsInEncodedWord(StringBuilder text) {
        return text.length() > 1 && text.substring(text.length() - 2).equals("?=");
    }

    private static void flush(StringBuilder pending, StringBuilder encoded) {
        if (!pending.isEmpty()) {
            encoded.append(all(pending.toString()));
            pending.setLength(0);
        }
    }

    /** Blanks and words in turn. */
    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= text.length(); i++) {
            if (i == text.length() || isBlank(text.charAt(i)) != isBlank(text.charAt(start))) {
                tokens.add(text.substring(start, i));
                start = i;
            }
        }
        return tokens;
    }

    private static boolean isBlank(char character) {
        return " \t\r\n".indexOf(character) >= 0;
    }

    /** All of a text, in as many words as it needs, a line for each. */
    static String all(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int octets = 0;
        for (int i = 0; i < text.length();) {
            int codePoint = text.codePointAt(i);
            String character = Character.toString(codePoint);
            int length = character.getBytes(UTF_8).length;
            if (octets + length > OCTETS) {
                words.add(word(word));
                word.setLength(0);
                octets = 0;
            }
            word.append(character);
            octets += length;
            i += character.length();
        }
        words.add(word(word));
        return String.join(FOLD, words);
    }

    private static String word(StringBuilder text) {
        return "=?utf-8?B?" + Base64.getEncoder().encodeToString(text.toString().getBytes(UTF_8)) + "?=";
    }
}
