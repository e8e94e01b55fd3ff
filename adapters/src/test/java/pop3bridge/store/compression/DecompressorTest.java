package pop3bridge.store.compression;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static pop3bridge.store.compression.Compressions.compressed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.message.Octets;
import pop3bridge.store.compression.Decompressor.Memory;

final class DecompressorTest {
    private static final byte[] TEXT = "one line\n".repeat(300_000).getBytes(US_ASCII);

    private final Decompressor decompressor = new Decompressor(Decompressor.MOST, Duration.ofMillis(1));

    private Decompressed open(Compression compression, byte[] file, OptionalLong size) throws IOException {
        return Decompressor.decompress(compression, new ByteArrayInputStream(file)::read,
                () -> decompressor.reserve(size));
    }

    @ParameterizedTest
    @EnumSource
    void severalFilesInOneAreOneMessage(Compression compression) throws Exception {
        byte[] once = compressed(compression, TEXT);
        byte[] twice = Arrays.copyOf(once, 2 * once.length);
        System.arraycopy(once, 0, twice, once.length, once.length);
        try (Decompressed message = open(compression, twice, OptionalLong.empty())) {
            assertEquals(2L * TEXT.length, Compressions.count(message));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageMayBeEmptyAndAFileMayNot(Compression compression) throws Exception {
        try (Decompressed message = open(compression, compressed(compression, new byte[0]), OptionalLong.empty())) {
            assertEquals(0, Compressions.count(message));
        }
        try (Decompressed message = open(compression, new byte[0], OptionalLong.empty())) {
            assertThrows(CorruptException.class, () -> Compressions.count(message));
        }
    }

    /** Whatever the octets are, they are decompressed or corrupt. */
    @ParameterizedTest
    @EnumSource
    void damageIsFoundOrDoesNotMatter(Compression compression) throws Exception {
        Random random = new Random(8878);
        byte[] text = new byte[5000];
        for (int n = 0; n < text.length; n++) {
            text[n] = (byte) ('a' + random.nextInt(6));
        }
        byte[] whole = compressed(compression, text);
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int change = random.nextInt(4); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try (Decompressed message = open(compression, damaged, OptionalLong.empty())) {
                Compressions.count(message);
            } catch (CorruptException _) {
                // That is the other outcome.
            }
        }
    }

    /** After the end of a file too: another may follow. */
    @ParameterizedTest
    @CsvSource({"GZIP, 2", "GZIP, 1", "ZSTD, 2", "ZSTD, 1"})
    void whatFailsToBeReadIsNeitherCorruptNorAnEnd(Compression compression, int part) throws Exception {
        IOException failure = new IOException("broken");
        byte[] file = compressed(compression, TEXT);
        ByteArrayInputStream in = new ByteArrayInputStream(file, 0, file.length / part);
        Octets broken = buffer -> {
            int count = in.read(buffer);
            if (count < 0) {
                throw failure;
            }
            return count;
        };
        try (Decompressed message = Decompressor.decompress(compression, broken, decompressor::reserveNow)) {
            assertEquals(failure, assertThrows(IOException.class, () -> Compressions.count(message)));
        }
    }

    @Test
    void memoryIsLimited() throws Exception {
        byte[] file = compressed(Compression.ZSTD, TEXT);
        Decompressed one = open(Compression.ZSTD, file, OptionalLong.empty());
        assertEquals("the 13631488 octets of memory for messages in zstd are in use",
                assertThrows(IOException.class, () -> open(Compression.ZSTD, file, OptionalLong.of(1))).getMessage());
        open(Compression.GZIP, file, OptionalLong.empty()).close();
        one.close();
        one.close();
        Decompressed small = open(Compression.ZSTD, file, OptionalLong.of(1_000_000));
        Decompressed smaller = open(Compression.ZSTD, file, OptionalLong.of(100_000));
        assertThrows(IOException.class, () -> open(Compression.ZSTD, file, OptionalLong.empty()));
        small.close();
        smaller.close();
        try (Decompressed again = open(Compression.ZSTD, file, OptionalLong.empty())) {
            byte[] text = new byte[TEXT.length];
            int read = 0;
            byte[] buffer = new byte[10_000];
            for (int count = again.read(buffer); count >= 0; count = again.read(buffer)) {
                System.arraycopy(buffer, 0, text, read, count);
                read += count;
            }
            assertArrayEquals(TEXT, text);
        }
    }

    @Test
    void itEndsWhenTheSessionIsInterrupted() throws Exception {
        Decompressor patient = new Decompressor(Decompressor.MOST, Duration.ofDays(1));
        try (Memory _ = patient.reserveNow()) {
            Thread.currentThread().interrupt();
            assertEquals("interrupted", assertThrows(IOException.class,
                    () -> patient.reserve(OptionalLong.empty())).getMessage());
            assertEquals(true, Thread.interrupted());
        }
    }
}
