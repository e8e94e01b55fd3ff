package pop3bridge.store.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulation is effective: if one rule of the protocol is removed, it finds a violation. Each mutant is the
 * production code with a few words changed. A change that no longer matches the code fails its test.
 */
final class LockMutantsTest {
    private static final Path SOURCES = Path.of("src/main/java/pop3bridge/store/lock");
    private static final String PACKAGE = "pop3bridge.store.lock.";
    private static final int SEEDS = 400;

    /** Words of a source file, and what they become. */
    record Edit(String file, String words, String instead) {}

    record Mutant(String name, List<Edit> edits) {
        Mutant(String name, Edit... edits) {
            this(name, List.of(edits));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                new Mutant("no recovery by token",
                        new Edit("Acquisition", "lock.token().equals(lease.token())", "false")),
                new Mutant("no recovery by token while the lock is held",
                        new Edit("Lease", "lock.token().equals(token)", "lock.token().isEmpty()")),
                new Mutant("no nonce", new Edit("Lease", "token, time.unique(), context", "token, \"\", context")),
                new Mutant("a recovery that drops removals",
                        new Edit("Acquisition", "lock.removals(), lock.sets(), Origin.RECOVERED",
                                "List.of(), List.of(), Origin.RECOVERED")),
                new Mutant("a take-over that drops removals",
                        new Edit("Acquisition", "lock.removals(), lock.sets(), Origin.TAKEN_OVER",
                                "List.of(), List.of(), Origin.TAKEN_OVER")),
                new Mutant("a take-over that keeps what an earlier look has shown",
                        new Edit("Lease", "removals.clear();\n", "\n")),
                new Mutant("release with leftovers",
                        new Edit("Lease", "removals.isEmpty() && unreadSets.isEmpty()", "true")),
                new Mutant("no hiding of removals",
                        new Edit("MaildropLock", "settled.remove(removal);",
                                "settled.remove(removal); visible.add(entry);")),
                new Mutant("unserialised renewal",
                        new Edit("LockHolder", "            return;\n        }\n        swap();",
                                "            return;\n        }\n"
                                        + "        renewAt = nextRenewal();\n        time.start(\"renewal\", this::swap);"),
                        new Edit("Lease", "Outcome swap(State state) {",
                                "Outcome swap(State state) { LockRecord early = written(state);"),
                        new Edit("Lease", "put(state);\n                return",
                                "put(early);\n                return"),
                        new Edit("Lease", "private String put(State state) throws StoreException {",
                                "private String put(State state) throws StoreException { return put(written(state)); }\n"
                                        + "    private String put(LockRecord lock) throws StoreException {"),
                        new Edit("Lease", "        LockRecord lock = written(state);\n        String landed",
                                "        String landed")),
                new Mutant("a commit judged by a read",
                        new Edit("Lease",
                                "return lost ? Outcome.LOST : Outcome.UNKNOWN;\n            }\n            try {",
                                "return lost ? Outcome.LOST : Outcome.UNKNOWN;\n            }\n"
                                        + "            if (write > 0) { return Outcome.DONE; }\n            try {")),
                new Mutant("unconditional release",
                        new Edit("LockObject", "store.delete(key, Condition.matches(etag))",
                                "store.delete(key, Condition.always())")),
                new Mutant("expiry by the client's wall clock",
                        new Edit("LockContext", "patience.minusNanos(now - first.nanos())",
                                "patience.minus(Duration.between(java.time.Instant.parse(snapshot.lock().since()), time.wall()))")),
                new Mutant("no commit point",
                        new Edit("LockHolder", "Outcome outcome = swap();\n        while",
                                "Outcome outcome = Outcome.DONE;\n        while")),
                new Mutant("roll-forward without Last-Modified",
                        new Edit("MaildropLock", "inherited.contains(removal)",
                                "inherited.stream().anyMatch(r -> r.key().equals(removal.key()) && r.etag().equals(removal.etag()))")),
                new Mutant("a swap on an absent key that creates",
                        new Edit("LockObject", "return store.put(key, lock.encode(), Condition.matches(etag));",
                                "try { return store.put(key, lock.encode(), Condition.matches(etag)); } catch (StoreException e) {"
                                        + " if (e.reason() == Reason.NOT_FOUND) { return create(lock); } throw e; }")),
                new Mutant("removal past the deadline",
                        new Edit("LockHolder", "lease.overdue() && swap() != Outcome.DONE", "false")),
                new Mutant("a set that goes before the lock stops naming it",
                        new Edit("Lease", "        boolean nothingLeft",
                                "        deleteSets();\n        boolean nothingLeft"),
                        new Edit("Lease", "!named.contains(name)", "true")));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void everyMutantIsCaught(Mutant mutant) throws Exception {
        ClassLoader loader = new MutantLoader(compile(mutant));
        var simulate = loader.loadClass(PACKAGE + "LockSimulationTest").getDeclaredMethod("simulate", long.class,
                int.class);
        simulate.setAccessible(true);
        InvocationTargetException failure = assertThrows(InvocationTargetException.class,
                () -> simulate.invoke(null, 1L, SEEDS),
                "not caught by " + SEEDS + " seeds");
        Throwable violation = assertInstanceOf(AssertionError.class, failure.getCause());
        System.out
                .println(mutant.name() + ": " + String.valueOf(violation.getMessage()).lines().findFirst().orElse(""));
    }

    private static Map<String, byte[]> compile(Mutant mutant) throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        for (Edit edit : mutant.edits()) {
            String source = String.valueOf(sources.get(edit.file()));
            assertEquals(2, source.split(java.util.regex.Pattern.quote(edit.words()), -1).length,
                    "in " + edit.file() + " these words do not stand exactly once: " + edit.words());
            sources.put(edit.file(), source.replace(edit.words(), edit.instead()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(new SourceText(name, text)));
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
                JavaFileManager manager = new InMemory(standard, classes)) {
            assertEquals(true,
                    compiler.getTask(null, manager, null, List.of("-proc:none", "-nowarn"), null, units).call());
        }
        Map<String, byte[]> octets = new HashMap<>();
        classes.forEach((name, out) -> octets.put(name, out.toByteArray()));
        return octets;
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(String name, String text) {
            super(URI.create("string:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        InMemory(JavaFileManager manager, Map<String, ByteArrayOutputStream> classes) {
            super(manager);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind,
                javax.tools.FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    classes.put(name, out);
                    return out;
                }
            };
        }
    }

    /** Loads the lock's classes anew: those of the mutant, and the simulation that runs them. */
    private static final class MutantLoader extends ClassLoader {
        private final Map<String, byte[]> mutated;

        MutantLoader(Map<String, byte[]> mutated) {
            super(LockMutantsTest.class.getClassLoader());
            this.mutated = mutated;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] octets = mutated.get(name);
            if (octets != null) {
                return defineClass(name, octets, 0, octets.length);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] original = in.readAllBytes();
                return defineClass(name, original, 0, original.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
