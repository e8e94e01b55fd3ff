package pop3bridge.moving.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Courier's {@code courierpop3dsizelist}, in its form without a version and in versions 1 to 3. */
final class CourierSizeList implements UniqueIdList {
    static final String FILE = "courierpop3dsizelist";

    private static final Pattern HEADER = Pattern.compile("/[123]( \\d{1,20}){1,2}");
    private static final Pattern RECORD = Pattern
            .compile("(.+?) \\d{1,19}(?: (\\d{1,10})(?::(\\d{1,10})(?::\\d)?)?)?");

    private final Map<String, Known> known = new HashMap<>();

    /**
     * Reads a list.
     *
     * @throws IOException if it cannot be read, or is no such list
     */
    static CourierSizeList read(Path file) throws IOException {
        List<String> lines = UniqueIdList.lines(file);
        boolean hasHeader = !lines.isEmpty() && lines.getFirst().startsWith("/");
        if (hasHeader && !HEADER.matcher(lines.getFirst()).matches()) {
            throw new IOException(file + ": the first line is not that of a courierpop3dsizelist of version 1 to 3");
        }
        CourierSizeList list = new CourierSizeList();
        for (String line : lines.subList(hasHeader ? 1 : 0, lines.size())) {
            Matcher parts = RECORD.matcher(line);
            if (!parts.matches()) {
                throw new IOException(file + ": this line is not a record: " + line);
            }
            list.add(UniqueIdList.base(parts.group(1)), number(parts.group(2)), number(parts.group(3)));
        }
        return list;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private void add(String base, long uid, long validity) {
        String uniqueId = uid == 0 ? ofName(base) : "UID" + uid + (validity == 0 ? "" : "-" + validity);
        known.put(base, new Known(known.size(), OptionalLong.empty(), Optional.of(uniqueId)));
    }

    /** The unique-id of a message without a number: its file name. */
    private static String ofName(String base) {
        StringBuilder uniqueId = new StringBuilder();
        for (byte octet : base.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = octet >= 0x21 && octet <= 0x7E && octet != '\'' && octet != '"' && octet != '+';
            uniqueId.append(plain ? String.valueOf((char) octet) : "+%02X".formatted(octet));
        }
        return uniqueId.toString();
    }

    @Override
    public Optional<Known> of(String base) {
        return Optional.ofNullable(known.get(base));
    }
}
