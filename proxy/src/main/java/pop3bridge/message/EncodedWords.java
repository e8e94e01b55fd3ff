package pop3bridge.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Encodes text that is not ASCII as encoded-words in UTF-8 and base64 (RFC 2047). Not thread-safe. */
final class EncodedWords {
    /** The maximum number of octets of text in an encoded-word, which then has at most 60 characters. */
    private static final int OCTETS = 36;

    /**
     * The maximum length of a line with encoded-words (§2), and the length of the longest field name with its colon.
     */
    private static final int LINE = 76;
    private static final int NAME = 15;

    private static final String FOLD = "\r\n ";
    private static final Pattern LINE_END = Pattern.compile("[\r\n]");

    private final StringBuilder encoded = new StringBuilder();
    private final StringBuilder pending = new StringBuilder();
    private String blanksBeforePending = "";
    private int column = NAME;

    private EncodedWords() {}

    /** Encodes unstructured text. ASCII words are unchanged (§5, rule 1); long lines are folded. */
    static String text(String text) {
        EncodedWords words = new EncodedWords();
        words.run(text);
        return words.encoded.toString();
    }

    private void run(String text) {
        String blanks = "";
        String last = "";
        for (String token : tokens(text)) {
            if (Blanks.is(token.charAt(0))) {
                blanks = token;
                continue;
            }
            accept(blanks, token, last);
            blanks = "";
            last = token;
        }
        flush();
        encoded.append(blanks);
    }

    /**
     * Appends a token. Whitespace between encoded-words is not displayed (§6.2), so that visible whitespace must be
     * inside one.
     */
    private void accept(String blanks, String token, String last) {
        String seen = LINE_END.matcher(blanks).replaceAll("");
        if (Ascii.is(token)) {
            pending.append(!pending.isEmpty() && isEncodedWord(token) ? seen : "");
            flush();
            append(blanks, token);
        } else if (pending.isEmpty()) {
            blanksBeforePending = blanks;
            pending.append(isEncodedWord(last) ? seen : "").append(token);
        } else {
            pending.append(seen).append(token);
        }
    }

    private static boolean isEncodedWord(String token) {
        return token.startsWith("=?") && token.endsWith("?=");
    }

    private void flush() {
        if (!pending.isEmpty()) {
            append(blanksBeforePending, all(pending.toString()));
            pending.setLength(0);
        }
    }

    private void append(String blanks, String word) {
        int end = word.indexOf('\r') < 0 ? word.length() : word.indexOf('\r');
        if (!blanks.isEmpty() && !LINE_END.matcher(blanks).find() && column + blanks.length() + end > LINE) {
            encoded.append("\r\n");
            column = 0;
        }
        encoded.append(blanks).append(word);
        String appended = blanks + word;
        int lineEnd = appended.lastIndexOf('\n');
        column = lineEnd < 0 ? column + appended.length() : appended.length() - lineEnd - 1;
    }

    /** Returns whitespace and words alternately. */
    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= text.length(); i++) {
            if (i == text.length() || Blanks.is(text.charAt(i)) != Blanks.is(text.charAt(start))) {
                tokens.add(text.substring(start, i));
                start = i;
            }
        }
        return tokens;
    }

    /** Encodes a whole text, in as many encoded-words as needed, one on each line. */
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
