package pop3bridge.moving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import pop3bridge.message.Octets;
import pop3bridge.moving.MailSource.BadMailException;
import pop3bridge.store.compression.Compression;
import pop3bridge.store.compression.CorruptException;
import pop3bridge.store.compression.Decompressed;

/** Reads a file that contains one message, perhaps compressed by a mail server. */
public final class MailFile {
    private static final Map<String, Compression> COMPRESSED = Map.of("1f8b", Compression.GZIP, "28b52ffd",
            Compression.ZSTD);

    /** How the files begin that mail servers have encoded and that cannot be decoded here. */
    private static final Map<String, String> ENCODED = Map.of("425a68", "is compressed with bzip2", "fd377a585a00",
            "is compressed with xz", "04224d18",
            "is compressed with LZ4", "446f7665636f742d4c5a34",
            "is compressed with LZ4", "435259505445440307", "is encrypted by Dovecot's mail_crypt");

    private static final int LONGEST_BEGIN = 11;
    private static final int BUFFER = 64 * 1024;

    private MailFile() {}

    /**
     * Reads a file.
     *
     * @param maxSize the maximum size of the message in octets
     * @throws NoSuchFileException if there is no such file
     * @throws BadMailException if this file cannot be read
     */
    public static byte[] read(Path file, int maxSize) throws BadMailException, NoSuchFileException {
        // Opening a named pipe would block.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new BadMailException("is not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = bounded(in::read, maxSize);
            String begin = HexFormat.of().formatHex(octets, 0, Math.min(octets.length, LONGEST_BEGIN));
            for (Map.Entry<String, String> encoded : ENCODED.entrySet()) {
                if (begin.startsWith(encoded.getKey())) {
                    throw new BadMailException(encoded.getValue() + ": import it from the POP3 server instead");
                }
            }
            for (Map.Entry<String, Compression> compressed : COMPRESSED.entrySet()) {
                if (begin.startsWith(compressed.getKey())) {
                    return decompressed(compressed.getValue(), octets, maxSize);
                }
            }
            return octets;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (AccessDeniedException _) {
            throw new BadMailException("may not be read by this user");
        } catch (IOException e) {
            throw new BadMailException("cannot be read: " + e.getMessage());
        }
    }

    private static byte[] decompressed(Compression compression, byte[] octets, int maxSize)
            throws BadMailException, IOException {
        try (Decompressed in = Decompressed.of(compression, octets)) {
            return bounded(in, maxSize);
        } catch (CorruptException e) {
            throw new BadMailException(
                    "is compressed with " + compression + " and cannot be decompressed: " + e.getMessage());
        }
    }

    private static byte[] bounded(Octets in, int maxSize) throws BadMailException, IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (count > maxSize - octets.size()) {
                throw BadMailException.tooLarge(maxSize);
            }
            octets.write(buffer, 0, count);
        }
        return octets.toByteArray();
    }
}
