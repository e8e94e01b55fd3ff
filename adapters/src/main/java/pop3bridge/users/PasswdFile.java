package pop3bridge.users;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The content of a passwd-file, parsed line by line. Not thread-safe. */
final class PasswdFile {
    private static final int MOST_PROBLEMS = 100;

    private final List<PasswdLine.Entry> entries = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int untold;
    private boolean blank;

    private PasswdFile() {}

    /** Parses a whole file; never throws. */
    static PasswdFile parse(byte[] octets) {
        PasswdFile file = new PasswdFile();
        int number = 0;
        int start = 0;
        while (start < octets.length) {
            int end = start;
            while (end < octets.length && octets[end] != '\n') {
                end++;
            }
            number++;
            int length = end - start - (end > start && octets[end - 1] == '\r' ? 1 : 0);
            file.add(number, ByteBuffer.wrap(octets, start, length));
            start = end + 1;
        }
        file.blank = file.entries.isEmpty() && file.problems.isEmpty();
        if (file.blank) {
            file.problems.add("no users: add a line of the form name:{SCHEME}hash");
        }
        if (file.untold > 0) {
            file.problems.add("and " + file.untold + " more: fix the problems above first");
        }
        return file;
    }

    List<PasswdLine.Entry> entries() {
        return entries;
    }

    /** Returns whether the only problem is that there are no users. */
    boolean blank() {
        return blank;
    }

    /** Returns one line of text for each problem; if there are too many, the first ones and the number of the others. */
    List<String> problems() {
        return problems;
    }

    private void add(int number, ByteBuffer octets) {
        try {
            add(number, PasswdLine.parse(StandardCharsets.UTF_8.newDecoder().decode(octets).toString()));
        } catch (CharacterCodingException e) {
            add(number, new PasswdLine.Problem("not UTF-8: save the file in this encoding"));
        }
    }

    private void add(int number, PasswdLine line) {
        switch (line) {
            case PasswdLine.Entry entry -> {
                Integer first = lines.putIfAbsent(entry.account().name(), number);
                if (first == null) {
                    entries.add(entry);
                } else {
                    problem(number, "duplicate user name, first on line " + first + ": remove one of them");
                }
            }
            case PasswdLine.Problem(String text) -> problem(number, text);
            case PasswdLine.Nothing() -> {
            }
        }
    }

    private void problem(int number, String text) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add("line " + number + ": " + text);
        } else {
            untold++;
        }
    }
}
