package pop3bridge.moving.maildir;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.moving.LfLines;
import pop3bridge.moving.MailTarget;
import pop3bridge.store.StoreException;

/**
 * A Maildir that messages are added to, as new ones. The name of a file follows from the key of the object, so that a
 * second run finds it. Dovecot's list of UIDs gets the unique-ids of the messages, in their order.
 */
public final class MaildirTarget implements MailTarget {
    private static final String NEW = "new";
    private static final String SIZE = ",S=";
    private static final String HOST = ".pop3bridge";
    private static final int HASH_OCTETS = 8;
    private static final long MICROS = 1000;
    private static final Pattern HEADER = Pattern.compile("3 (?:.* )?V\\d+(?: .*)?");
    private static final Pattern NEXT_UID = Pattern.compile(" N(\\d{1,10})");
    private static final Pattern RECORD = Pattern.compile("(\\d{1,10}) (?:[A-Z][^ ]* +)*:([^/]+)");

    private final Path root;
    private final int parallel;

    /** The names of the files, by what they are without their sizes and flags. */
    private final Map<String, String> files = Collections.synchronizedMap(new HashMap<>());
    private final Map<String, Letter> letters = new LinkedHashMap<>();

    private MaildirTarget(Path root, int parallel) {
        this.root = root;
        this.parallel = parallel;
    }

    /**
     * Opens a Maildir; creates it if there is none.
     *
     * @param parallel how many messages it takes at a time
     */
    public static MaildirTarget open(Path root, int parallel) throws IOException {
        MaildirTarget target = new MaildirTarget(root, parallel);
        for (String place : List.of("tmp", NEW, "cur")) {
            Files.createDirectories(root.resolve(place));
        }
        for (String place : List.of(NEW, "cur")) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(root.resolve(place))) {
                for (Path file : found) {
                    String base = UniqueIdList.base(String.valueOf(file.getFileName()));
                    target.files.put(withoutSize(base), base);
                }
            }
        }
        return target;
    }

    @Override
    public int parallel() {
        return parallel;
    }

    @Override
    public boolean has(Letter letter) {
        String name = name(letter);
        letters.put(name, letter);
        return files.containsKey(name);
    }

    @Override
    public long add(Letter letter) throws StoreException, IOException {
        String name = name(letter);
        Path temporary = root.resolve("tmp").resolve(name);
        long size;
        try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file));
                LfLines lines = new LfLines(out)) {
            letter.content().writeTo(lines);
            lines.flush();
            file.force(true);
            size = lines.written();
        } catch (StoreException | IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        String sized = name + SIZE + size;
        Files.move(temporary, root.resolve(NEW).resolve(sized), StandardCopyOption.ATOMIC_MOVE);
        files.put(name, sized);
        return size;
    }

    private static String name(Letter letter) {
        Instant arrival = letter.arrival();
        return "%010d.M%06dV%s%s".formatted(arrival.getEpochSecond(), arrival.getNano() / MICROS, hash(letter.key()),
                HOST);
    }

    private static String withoutSize(String base) {
        int size = base.indexOf(SIZE);
        return size < 0 ? base : base.substring(0, size);
    }

    private static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds the messages to Dovecot's list of UIDs, as Dovecot does it: the lock file becomes the list. */
    @Override
    public void finish() throws IOException {
        Path list = root.resolve(DovecotUidList.FILE);
        Path lock = root.resolve(DovecotUidList.FILE + ".lock");
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Channels.newOutputStream(file).write(text(list).getBytes(StandardCharsets.UTF_8));
            file.force(true);
        } catch (FileAlreadyExistsException _) {
            throw new IOException(
                    lock + " exists: Dovecot uses this Maildir. Stop Dovecot, or remove the file if it does"
                            + " not run, and run export again");
        } catch (IOException e) {
            Files.deleteIfExists(lock);
            throw e;
        }
        Files.move(lock, list, StandardCopyOption.ATOMIC_MOVE);
    }

    private String text(Path list) throws IOException {
        List<String> lines = new ArrayList<>(
                Files.exists(list)
                        ? UniqueIdList.lines(list)
                        : List.of("3 V" + Instant.now().getEpochSecond() + " N1"));
        if (lines.isEmpty() || !HEADER.matcher(lines.getFirst()).matches()) {
            throw new IOException(list + ": the first line is not that of a dovecot-uidlist of version 3");
        }
        Matcher announced = NEXT_UID.matcher(lines.getFirst());
        long next = announced.find() ? Long.parseLong(announced.group(1)) : 1;
        List<String> known = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher record = RECORD.matcher(line);
            if (!record.matches()) {
                throw new IOException(list + ": this line is not a record: " + line);
            }
            next = Math.max(next, Long.parseLong(record.group(1)) + 1);
            known.add(withoutSize(UniqueIdList.base(record.group(2))));
        }
        Map<String, Letter> missing = new LinkedHashMap<>(letters);
        missing.keySet().retainAll(files.keySet());
        known.forEach(missing::remove);
        for (Map.Entry<String, Letter> letter : missing.entrySet()) {
            lines.add(next + " P" + letter.getValue().uniqueId() + " :" + files.get(letter.getKey()));
            next++;
        }
        lines.set(0, NEXT_UID.matcher(lines.getFirst()).replaceAll("") + " N" + next);
        return String.join("\n", lines) + "\n";
    }

    @Override
    public void close() {}
}
