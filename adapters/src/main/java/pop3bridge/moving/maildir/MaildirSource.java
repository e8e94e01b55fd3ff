package pop3bridge.moving.maildir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.moving.MailFile;
import pop3bridge.moving.MailSource;

/**
 * The messages in folders of a Maildir or Maildir++. Those that a POP3 server knows come in its order, then the others in
 * that of their time. Servers may go on to use the Maildir: a file that has got other flags is found again.
 */
public final class MaildirSource implements MailSource {
    /** The folder that POP3 servers show. */
    public static final String INBOX = "INBOX";

    /** In the order in which messages move through them. */
    private static final List<String> PLACES = List.of("new", "cur");

    /** cur twice: a message whose flags change during the first pass may be missed by it. */
    private static final List<String> SCANNED = List.of("new", "cur", "cur");
    private static final Pattern TIME = Pattern.compile("(\\d{9,11})\\.(?:[^:]*?M(\\d{1,6})(?=[A-Z._]).*)?.*");
    private static final int MICROS = 1000;
    private static final Comparator<Message> ORDER = Comparator.comparingLong(Message::place)
            .thenComparing(Message::time).thenComparing(Message::base);

    private final int maxSize;
    private final List<Message> messages;
    private final Iterator<Message> left;
    private int read;

    /**
     * What to read.
     *
     * @param folders such as {@code INBOX} or {@code Archive.2025}
     * @param trashed whether messages with the flag T are read
     * @param maxSize the maximum size of a message in octets
     */
    public record Settings(List<String> folders, boolean trashed, int maxSize) {}

    /** Where the unique-ids of a Maildir are. */
    public sealed interface Uids {
        /** In {@code dovecot-uidlist} if there is one, else in {@code courierpop3dsizelist} if there is one. */
        record Auto(UidlFormat format) implements Uids {}

        /** In {@code dovecot-uidlist}. */
        record Dovecot(UidlFormat format) implements Uids {}

        /** In {@code courierpop3dsizelist}. */
        record Courier() implements Uids {}

        /** Nowhere. */
        record None() implements Uids {}
    }

    private record Message(Path folder, Path file, String base, Instant time, Optional<UniqueIdList.Known> known) {
        long place() {
            return known.map(UniqueIdList.Known::place).orElse(Long.MAX_VALUE);
        }
    }

    private MaildirSource(int maxSize, List<Message> messages) {
        this.maxSize = maxSize;
        this.messages = messages;
        this.left = messages.iterator();
    }

    /**
     * Lists a Maildir.
     *
     * @throws IOException if a folder or a list of unique-ids cannot be read
     */
    public static MaildirSource open(Path root, Settings settings, Uids uids) throws IOException {
        List<Message> messages = new ArrayList<>();
        for (String name : settings.folders()) {
            Path folder = folder(root, name);
            // Clients of POP3 servers know the messages of this folder only.
            UniqueIdList ids = name.equalsIgnoreCase(INBOX) ? ids(folder, uids) : UniqueIdList.NONE;
            List<Message> found = list(folder, settings.trashed(), ids);
            found.sort(ORDER);
            messages.addAll(found);
        }
        return new MaildirSource(settings.maxSize(), messages);
    }

    /** Returns whether a folder is a Maildir. */
    public static boolean isMaildir(Path folder) {
        return PLACES.stream().anyMatch(place -> Files.isDirectory(folder.resolve(place)));
    }

    private static Path folder(Path root, String name) throws IOException {
        if (name.equalsIgnoreCase(INBOX)) {
            return root;
        }
        String dotted = "." + name.replace('/', '.').replaceFirst("^\\.", "");
        for (String candidate : List.of(dotted, name)) {
            if (isMaildir(root.resolve(candidate))) {
                return root.resolve(candidate);
            }
        }
        throw new IOException(root + " has no folder " + name + " (looked for " + root.resolve(dotted) + ")");
    }

    private static UniqueIdList ids(Path folder, Uids uids) throws IOException {
        Path dovecot = folder.resolve(DovecotUidList.FILE);
        Path courier = folder.resolve(CourierSizeList.FILE);
        return switch (uids) {
            case Uids.Dovecot it -> DovecotUidList.read(dovecot, it.format());
            case Uids.Courier _ -> CourierSizeList.read(courier);
            case Uids.None _ -> UniqueIdList.NONE;
            case Uids.Auto it when Files.exists(dovecot) -> DovecotUidList.read(dovecot, it.format());
            case Uids.Auto _ -> Files.exists(courier) ? CourierSizeList.read(courier) : UniqueIdList.NONE;
        };
    }

    private static List<Message> list(Path folder, boolean trashed, UniqueIdList ids) throws IOException {
        Map<String, Message> found = new LinkedHashMap<>();
        for (String place : SCANNED) {
            if (!Files.isDirectory(folder.resolve(place))) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(place))) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    if (!name.startsWith(".") && (trashed || !isTrashed(name))) {
                        String base = UniqueIdList.base(name);
                        found.put(base, new Message(folder, file, base, time(name, file), ids.of(base)));
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return new ArrayList<>(found.values());
    }

    private static boolean isTrashed(String name) {
        int flags = name.lastIndexOf(":2,");
        return flags >= 0 && name.indexOf('T', flags) >= 0;
    }

    /** Returns the time in the name, or that of the file; in 1970 for a file that is gone. */
    private static Instant time(String name, Path file) {
        Matcher parts = TIME.matcher(name);
        if (parts.matches()) {
            Instant second = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
            return parts.group(2) == null ? second : second.plusNanos(Long.parseLong(parts.group(2)) * MICROS);
        }
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException _) {
            return Instant.EPOCH;
        }
    }

    @Override
    public Optional<Found> next() {
        if (!left.hasNext()) {
            return Optional.empty();
        }
        Message message = left.next();
        read++;
        Identity identity = message.known()
                .map(known -> new Identity(known.uid(), known.uniqueId(), false))
                .orElse(new Identity(OptionalLong.empty(), Optional.empty(), false));
        return Optional.of(new Mail(message.file().toString(), Arrival.at(message.time()), identity,
                () -> read(message)));
    }

    private byte[] read(Message message) throws BadMailException, IOException {
        try {
            return MailFile.read(message.file(), maxSize);
        } catch (NoSuchFileException _) {
            Optional<Path> renamed = find(message);
            try {
                if (renamed.isPresent()) {
                    return MailFile.read(renamed.get(), maxSize);
                }
            } catch (NoSuchFileException _) {
                // Renamed or deleted once more.
            }
            throw new BadMailException("is no longer there; if it was not deleted, run import again");
        }
    }

    private static Optional<Path> find(Message message) throws IOException {
        for (String place : PLACES) {
            Path folder = message.folder().resolve(place);
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder,
                        file -> UniqueIdList.base(String.valueOf(file.getFileName())).equals(message.base()))) {
                    for (Path file : files) {
                        return Optional.of(file);
                    }
                } catch (DirectoryIteratorException e) {
                    throw e.getCause();
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public double done() {
        return messages.isEmpty() ? 1 : (double) read / messages.size();
    }

    @Override
    public void close() {}
}
