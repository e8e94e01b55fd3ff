package pop3bridge.deploy.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;

/** Sends signals to processes through a running shell, which avoids delays. Not thread-safe. */
final class Signals implements AutoCloseable {
    private final Process shell;
    private final OutputStream commands;
    private final BufferedReader results;

    Signals() throws IOException {
        shell = new ProcessBuilder("/bin/sh").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        commands = shell.getOutputStream();
        results = shell.inputReader();
    }

    /**
     * Sends a signal.
     *
     * @param signal its name without SIG
     */
    void send(String signal, long pid) throws IOException {
        commands.write(("kill -s " + signal + " " + pid + "; echo $?\n").getBytes(US_ASCII));
        commands.flush();
        if (!"0".equals(results.readLine())) {
            throw new IOException("SIG" + signal + " cannot be sent");
        }
    }

    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
