package pop3bridge.moving.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dovecot's {@code dovecot-uidlist}, versions 1 and 3. A unique-id in the list, field P, wins over the format; an order in
 * the list, field O, wins over that of the UIDs.
 */
final class DovecotUidList implements UniqueIdList {
    static final String FILE = "dovecot-uidlist";

    private static final Pattern OLD_HEADER = Pattern.compile("1 (\\d{1,10}) (\\d{1,10})");
    private static final Pattern HEADER = Pattern.compile("3( [^ ]*)* V(\\d{1,10})( .*)?");
    private static final Pattern OLD_RECORD = Pattern.compile("(\\d{1,10}) ()([^ /]+)");
    private static final Pattern RECORD = Pattern.compile("(\\d{1,10}) ((?:[A-Z][^ ]* +)*):([^/]+)");

    /** Messages without an order of their own come after those with one. */
    private static final long UNORDERED = 1L << 32;

    private final UidlFormat format;
    private final long validity;
    private final Map<String, Known> known = new HashMap<>();

    private DovecotUidList(UidlFormat format, long validity) {
        this.format = format;
        this.validity = validity;
    }

    /**
     * Reads a list.
     *
     * @throws IOException if it cannot be read, or is no such list
     */
    static DovecotUidList read(Path file, UidlFormat format) throws IOException {
        List<String> lines = UniqueIdList.lines(file);
        String first = lines.isEmpty() ? "" : lines.getFirst();
        Matcher old = OLD_HEADER.matcher(first);
        Matcher header = HEADER.matcher(first);
        if (!old.matches() && !header.matches()) {
            throw new IOException(file + ": the first line is not that of a dovecot-uidlist of version 1 or 3");
        }
        boolean isOld = old.matches();
        DovecotUidList list = new DovecotUidList(format, Long.parseLong(isOld ? old.group(1) : header.group(2)));
        for (String line : lines.subList(1, lines.size())) {
            Matcher parts = (isOld ? OLD_RECORD : RECORD).matcher(line);
            if (!parts.matches()) {
                throw new IOException(file + ": this line is not a record: " + line);
            }
            list.add(Long.parseLong(parts.group(1)), parts.group(2), UniqueIdList.base(parts.group(3)));
        }
        return list;
    }

    private void add(long uid, String extensions, String base) {
        String guid = extension(extensions, 'G').orElse(base);
        String uniqueId = extension(extensions, 'P')
                .orElseGet(() -> format.of(new UidlFormat.Values(uid, validity, base, guid)));
        long place = extension(extensions, 'O').filter(order -> order.matches("[1-9]\\d{0,9}")).map(Long::parseLong)
                .orElse(UNORDERED + uid);
        known.put(base, new Known(place, OptionalLong.of(uid), Optional.of(uniqueId)));
    }

    private static Optional<String> extension(String extensions, char key) {
        return Pattern.compile(" +").splitAsStream(extensions)
                .filter(extension -> extension.length() > 1 && extension.charAt(0) == key)
                .map(extension -> extension.substring(1)).findFirst();
    }

    @Override
    public Optional<Known> of(String base) {
        return Optional.ofNullable(known.get(base));
    }
}
