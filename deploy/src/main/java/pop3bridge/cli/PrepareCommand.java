package pop3bridge.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Rehearsal;
import pop3bridge.deploy.Version;
import pop3bridge.store.StoreException;
import pop3bridge.store.s3.EmbeddedStore;

/** {@code prepare}: lets Java learn what later starts need. The launcher makes Java write it down. */
@Command(name = "prepare", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Makes later starts faster: runs a demo for some seconds, and keeps what Java learns from it in a file beside the"
                + " program. Run it as the user who owns the program, after an installation and after an update of Java."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                        "0:the file was written", "1:the file could not be written", "2:the demo did not run"})
final class PrepareCommand implements Callable<Integer> {
    /** A class loader of its own: Java keeps the class path with what it learns, and later starts do not have these jars. */
    @Parameters(paramLabel = "CLASS_PATH", arity = "0..1", hidden = true, description = "The jars of the embedded store.")
    private String classPath = "";

    PrepareCommand() {}

    @Override
    public Integer call() throws ConfigException, IOException {
        PrintStream err = System.err;
        try (URLClassLoader loader = new URLClassLoader(urls(), EmbeddedStore.class.getClassLoader())) {
            EmbeddedStore embedded = ServiceLoader.load(EmbeddedStore.class, loader).findFirst()
                    .orElseThrow(
                            () -> new ConfigException("prepare", "the embedded store is missing; use the launcher"));
            Thread.currentThread().setContextClassLoader(loader);
            // The log of the rehearsal interests nobody; a failure is an exception.
            System.setErr(new PrintStream(OutputStream.nullOutputStream()));
            Rehearsal.run(embedded);
            return 0;
        } catch (IOException | StoreException e) {
            throw new ConfigException("prepare", String.valueOf(e.getMessage()));
        } finally {
            System.setErr(err);
        }
    }

    private URL[] urls() throws MalformedURLException {
        String[] jars = classPath.split(File.pathSeparator, -1);
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = Path.of(jars[i]).toUri().toURL();
        }
        return urls;
    }
}
