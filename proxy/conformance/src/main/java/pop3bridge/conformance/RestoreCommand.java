package pop3bridge.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.concurrent.TimeUnit;

/** The command that puts the maildrop back to the known mailbox, run by sh. */
record RestoreCommand(String command) implements Restore {
    private static final int MINUTES = 5;

    @Override
    public void run() throws CannotRunException {
        try {
            Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new CannotRunException("the reset command failed: " + command + ": " + output.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException("interrupted");
        }
    }
}
