package pop3bridge.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Secret;

/** A file that contains nothing but a secret, as Docker and Kubernetes mount them. */
final class SecretFile {
    private static final int MOST_OCTETS = 16 * 1024;

    private SecretFile() {}

    /**
     * The secret in the file that a setting names: its content without one line end. Empty if the setting is not set or wrong.
     *
     * @param problems takes a line if the file cannot be read, has no secret or more than a line; never what it contains
     */
    static Optional<Secret> read(Values values, Setting<Path> setting, List<String> problems) {
        Optional<Path> file = values.find(setting);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file.get()));
        } catch (BadValueException e) {
            problems.add(values.named(setting) + ": " + file.get() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Secret read(Path file) throws BadValueException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MOST_OCTETS + 1);
            if (octets.length > MOST_OCTETS) {
                throw new BadValueException("larger than 16 KiB");
            }
            int length = withoutLineEnd(octets);
            if (length == 0) {
                throw new BadValueException("empty");
            }
            for (int i = 0; i < length; i++) {
                if (octets[i] == '\n' || octets[i] == '\r') {
                    throw new BadValueException("has more than one line; write the secret alone");
                }
            }
            return Secret.of(Arrays.copyOf(octets, length));
        } catch (NoSuchFileException _) {
            throw new BadValueException("no such file");
        } catch (AccessDeniedException _) {
            throw new BadValueException("may not be read");
        } catch (IOException e) {
            throw new BadValueException("cannot be read: " + e.getMessage());
        }
    }

    private static int withoutLineEnd(byte[] octets) {
        int length = octets.length;
        if (length > 0 && octets[length - 1] == '\n') {
            length--;
        }
        return length > 0 && octets[length - 1] == '\r' ? length - 1 : length;
    }
}
