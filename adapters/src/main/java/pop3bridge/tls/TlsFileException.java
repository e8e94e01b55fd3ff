package pop3bridge.tls;

import java.nio.file.Path;

/** A file of certificates or keys cannot be used. The message names it and says why; it never repeats what the file holds. */
public final class TlsFileException extends Exception {
    private static final long serialVersionUID = 1L;

    TlsFileException(Path file, String problem) {
        super(file + ": " + problem);
    }
}
