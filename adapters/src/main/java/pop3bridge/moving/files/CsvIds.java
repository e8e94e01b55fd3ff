package pop3bridge.moving.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.moving.KeptIds;
import pop3bridge.moving.MailTime;
import pop3bridge.store.names.UniqueIds;

/**
 * Unique-ids in a file with lines {@code MESSAGE,UNIQUE-ID} (RFC 4180). The first field is where the message is, the name of
 * its file, or its Message-ID.
 */
public final class CsvIds implements KeptIds {
    private static final String FIELD = "(?:\"((?:[^\"]|\"\")*+)\"|([^\",]*+))";
    private static final Pattern LINE = Pattern.compile(FIELD + "," + FIELD);

    private final Map<String, String> ids = new HashMap<>();

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or a line has another form; the message says which
     */
    public static CsvIds read(Path file) throws IOException {
        CsvIds read = new CsvIds();
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher fields = LINE.matcher(lines.get(i));
            if (!fields.matches() || !UniqueIds.isValid(field(fields, 3))) {
                throw new IOException(
                        file + ":" + (i + 1) + ": not of the form MESSAGE,UNIQUE-ID with a unique-id of 1 to"
                                + " 70 visible ASCII characters");
            }
            read.ids.put(field(fields, 1), field(fields, 3));
        }
        return read;
    }

    private static String field(Matcher fields, int group) {
        String quoted = fields.group(group);
        return quoted == null ? fields.group(group + 1) : quoted.replace("\"\"", "\"");
    }

    @Override
    public Optional<String> of(String name, byte[] message) {
        return Optional.ofNullable(ids.get(name)).or(() -> Optional.ofNullable(ids.get(lastPart(name))))
                .or(() -> MailTime.field(message, "Message-ID").map(ids::get));
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
