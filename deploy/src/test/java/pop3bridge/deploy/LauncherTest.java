package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs a copy of the launcher in separate folders, with a fake java that prints its process id and arguments. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("bin", "pop3bridge");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void onlyToolsOnThePath() throws IOException {
        for (String tool : List.of("dirname", "mv", "readlink", "sed")) {
            String there = Stream.of("/usr/bin/", "/bin/").map(bin -> bin + tool)
                    .filter(path -> Files.exists(Path.of(path))).findFirst().orElseThrow();
            script("tools/" + tool, "#!/bin/sh\nexec " + there + " \"$@\"\n");
        }
        environment.put("PATH", folder.resolve("tools").toString());
        environment.put("HOME", folder.resolve("home").toString());
    }

    @Test
    void serveRunsTheBridgesJarsInItsOwnProcess() throws Exception {
        Path java = java("home/.jdks/temurin", "25.0.3");
        Run run = run(checkout(), "serve", "--config", "a file", "");
        assertEquals(arguments("a checkout/deploy", classPath("serve"), "serve", "--config", "a file", ""),
                run.arguments());
        assertEquals(java + " " + run.process(), run.java());
    }

    /** A mail server would return the message to its sender. */
    @ParameterizedTest
    @CsvSource({"0, 0", "65, 65", "67, 67", "75, 75", "77, 77", "1, 75", "2, 75", "3, 75", "137, 75"})
    void deliverEndsWithNoStatusThatAMailServerTakesForARefusal(int status, int told) throws Exception {
        Path java = java("home/.jdks/temurin", "25");
        Files.writeString(java, "#!/bin/sh\nexit " + status + "\n");
        assertEquals(told, run(checkout(), "deliver", "anna").status());
    }

    @Test
    void deliverKeepsTheMessageIfThereIsNoJava() throws Exception {
        Run run = run(checkout(), "deliver", "anna");
        assertTrue(run.errors().startsWith("pop3bridge: Java 25 or newer is needed"), run.errors());
        assertEquals(75, run.status());
    }

    @Test
    void demoAddsTheStoresJarsThatTheBridgeHasNot() throws Exception {
        java("home/.jdks/temurin", "25");
        assertEquals(arguments("a checkout/deploy", classPath("demo"), "demo", "--port", "0"),
                run(checkout(), "demo", "--port", "0").arguments());
    }

    private List<String> classPath(String command) {
        Stream<String> bridge = Stream.of("deploy/target/pop3bridge-deploy-1.jar", "deploy/target/lib/a-1.jar",
                "deploy/target/lib/b-1.jar");
        Stream<String> store = Stream.of("adapters/embedded/target/pop3bridge-embedded-1.jar",
                "adapters/embedded/target/lib/b-2.jar", "adapters/embedded/target/lib/c-1.jar");
        return Stream.concat(bridge, command.equals("demo") ? store : Stream.of()).map("a checkout/"::concat).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "demo"})
    void anInstalledBridgeHasItsJarsBesideBin(String command) throws Exception {
        java("home/.jdks/temurin", "25");
        Path launcher = launcher("opt/pop3bridge/bin/pop3bridge");
        files("opt/pop3bridge/lib/a-1.jar", "opt/pop3bridge/lib/b-1.jar", "opt/pop3bridge/lib/embedded/a-1.jar",
                "opt/pop3bridge/lib/embedded/c-1.jar");
        Stream<String> jars = Stream.of("lib/a-1.jar", "lib/b-1.jar", "lib/embedded/c-1.jar");
        List<String> classPath = jars.limit(command.equals("demo") ? 3 : 2).map("opt/pop3bridge/"::concat).toList();
        assertEquals(arguments("opt/pop3bridge", classPath, command), run(launcher, command).arguments());
    }

    @Test
    void linksToTheLauncherAreFollowed() throws Exception {
        java("home/.jdks/temurin", "25");
        Path target = checkout();
        Path bin = Files.createDirectories(folder.resolve("home/bin"));
        Path first = Files.createSymbolicLink(bin.resolve("pop3bridge"), bin.relativize(target));
        Path second = Files.createSymbolicLink(folder.resolve("bridge"), first);
        assertEquals(arguments("a checkout/deploy", classPath("serve"), "serve"), run(second, "serve").arguments());
    }

    @Test
    void furtherOptionsComeBeforeTheClassPath() throws Exception {
        java("home/.jdks/temurin", "25");
        environment.put("JAVA_OPTS", "-Xmx64m  /*");
        assertEquals(List.of("-Xmx64m", "/*", "-cp"),
                run(checkout(), "serve").arguments().subList(1, 4));
    }

    /** A real java, told to exit before it starts anything, accepts the options. */
    @Test
    void javaKnowsTheOptions() throws Exception {
        Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("bin", "java.options"), "-XX:+PrintFlagsFinal", "-version").redirectErrorStream(true)
                .start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, java.waitFor(), output);
        for (String flag : List.of("UseCompactObjectHeaders", "ExitOnOutOfMemoryError")) {
            assertTrue(output.matches("(?s).* " + flag + " += true .*"), flag);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "demo"})
    void whatJavaHasLearntIsUsed(String command) throws Exception {
        java("home/.jdks/temurin", "25");
        Path launcher = checkout();
        files("a checkout/deploy/target/pop3bridge.aot");
        environment.put("JAVA_OPTS", "-XX:AOTMode=off");
        List<String> expected = arguments("a checkout/deploy", classPath(command), command);
        expected.addAll(1, List.of("-XX:AOTCache=" + learnt(), "-Xlog:disable",
                "-Xlog:all=warning:stderr", "-XX:AOTMode=off"));
        assertEquals(expected, run(launcher, command).arguments());
    }

    private Path learnt() {
        return real("a checkout/deploy/target/pop3bridge.aot");
    }

    @Test
    void prepareReplacesWhatJavaHasLearnt() throws Exception {
        Path java = java("home/.jdks/temurin", "25");
        Files.writeString(java, "#!/bin/sh\necho much\nprintf '%s\\n' \"$@\" >\"$HOME/arguments\"\n");
        Path launcher = checkout();
        files("a checkout/deploy/target/pop3bridge.aot");
        Path written = Files.writeString(folder.resolve("a checkout/deploy/target/pop3bridge.aot.new"), "new");
        String store = classPath("demo").stream().skip(classPath("serve").size())
                .map(jar -> real(jar).toString()).collect(Collectors.joining(":"));
        List<String> expected = arguments("a checkout/deploy", classPath("serve"), "prepare", store);
        expected.addAll(1, List.of("-XX:AOTCacheOutput=" + learnt() + ".new", "-Xlog:disable",
                "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining"));
        Run run = run(launcher, "prepare");
        assertEquals(List.of("Later starts use " + learnt()), run.output());
        assertEquals(expected, Files.readAllLines(folder.resolve("home/arguments")));
        assertFalse(Files.exists(written));
        assertEquals("new", Files.readString(learnt()));
    }

    @Test
    void whatPrepareSaysIsShownIfItFails() throws Exception {
        Path java = java("home/.jdks/temurin", "25");
        Files.writeString(java, "#!/bin/sh\necho why\nexit 1\n");
        Run run = run(checkout(), "prepare");
        assertEquals("why\n", run.errors());
        assertEquals(1, run.status());
    }

    @Test
    void theHelpOfPrepareLearnsNothing() throws Exception {
        java("home/.jdks/temurin", "25");
        assertEquals(arguments("a checkout/deploy", classPath("demo"), "prepare", "--help"),
                run(checkout(), "prepare", "--help").arguments());
    }

    @Test
    void jarsThatAreMissing() throws Exception {
        java("home/.jdks/temurin", "25");
        Path launcher = launcher("a checkout/deploy/bin/pop3bridge");
        assertFails(launcher, "serve",
                "there is no F/a checkout/deploy/target/pop3bridge-deploy-*.jar; build it first: ./mvnw -q -DskipTests package");
        files("a checkout/deploy/target/pop3bridge-deploy-1.jar", "a checkout/deploy/target/lib/a-1.jar");
        assertFails(launcher, "demo", "there is no F/a checkout/adapters/embedded/target/pop3bridge-embedded-*.jar;"
                + " build it first: ./mvnw -q -DskipTests package");
        files("a checkout/deploy/target/pop3bridge-deploy-2.jar");
        assertFails(launcher, "serve", "there are jars of several versions, such as"
                + " F/a checkout/deploy/target/pop3bridge-deploy-1.jar; run ./mvnw -q -DskipTests clean package");
        Path installed = launcher("opt/pop3bridge/bin/pop3bridge");
        files("opt/pop3bridge/lib/readme");
        assertFails(installed, "serve", "there is no F/opt/pop3bridge/lib/*.jar; install pop3bridge anew");
    }

    @Test
    void noJavaThatIsNewEnough() throws Exception {
        java("home/.jdks/old", "17.0.15");
        environment.put("JAVA_HOME", folder.resolve("home/.jdks/old").toString());
        Files.createSymbolicLink(folder.resolve("tools/java"), java("system/usr/lib/jvm/old", "24.0.2"));
        java("system/opt/java/odd", "1.8.0_402");
        assertFails(checkout(), "serve", "Java 25 or newer is needed: install Eclipse Temurin 25 or another JDK,"
                + " or set JAVA_HOME to it");
        environment.keySet().removeAll(List.of("JAVA_HOME", "HOME"));
        assertEquals(2, run(checkout(), "serve").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"system/usr/lib/jvm/temurin-25-jdk-amd64", "system/opt/jdk-25", "system/opt/java/openjdk",
            "home/.jdks/temurin-25", "home/.sdkman/candidates/java/25-tem", "home/.m2/jdks/jdk-25",
            "system/Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home"})
    void javaInAUsualFolderBesideAnOldDefault(String home) throws Exception {
        java("system/usr/lib/jvm/java-17", "17.0.15");
        Files.createSymbolicLink(folder.resolve("tools/java"), folder.resolve("system/usr/lib/jvm/java-17/bin/java"));
        assertJava(java(home, "25.0.3"));
    }

    @Test
    void javaHomeThenThePathThenTheUsualFolders() throws Exception {
        assertJava(java("home/.jdks/temurin", "27-ea"));
        Path onPath = java("elsewhere/jdk", "26");
        Files.createSymbolicLink(folder.resolve("tools/java"), onPath);
        assertJava(onPath);
        Path home = java("java home", "25");
        environment.put("JAVA_HOME", folder.resolve("java home").toString());
        assertJava(home);
    }

    @Test
    void aJavaWithoutReleaseFileIsAsked() throws Exception {
        Path java = java("home/.jdks/trimmed", "25.0.3");
        Files.delete(folder.resolve("home/.jdks/trimmed/release"));
        assertJava(java);
    }

    private void assertJava(Path java) throws Exception {
        Run run = run(checkout(), "serve");
        assertEquals(java + " " + run.process(), run.java(), run.errors());
    }

    private void assertFails(Path launcher, String command, String message) throws Exception {
        Run run = run(launcher, command);
        assertEquals("pop3bridge: " + message.replace("F/", folder.toRealPath() + "/") + "\n", run.errors());
        assertEquals(2, run.status());
    }

    private List<String> arguments(String root, List<String> classPath, String... own) {
        List<String> arguments = new ArrayList<>(List.of("@" + real(root + "/bin/java.options")));
        arguments.add("-cp");
        arguments.add(classPath.stream().map(jar -> real(jar).toString()).collect(Collectors.joining(":")));
        arguments.add("pop3bridge.cli.Main");
        arguments.addAll(List.of(own));
        return arguments;
    }

    private Path real(String name) {
        try {
            return folder.toRealPath().resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path checkout() throws IOException {
        files("a checkout/deploy/target/pop3bridge-deploy-1.jar", "a checkout/deploy/target/lib/a-1.jar",
                "a checkout/deploy/target/lib/b-1.jar", "a checkout/adapters/embedded/target/pop3bridge-embedded-1.jar",
                "a checkout/adapters/embedded/target/lib/a-1.jar", "a checkout/adapters/embedded/target/lib/b-2.jar",
                "a checkout/adapters/embedded/target/lib/c-1.jar");
        return launcher("a checkout/deploy/bin/pop3bridge");
    }

    /** The launcher with the folders of the system moved into the test's. */
    private Path launcher(String name) throws IOException {
        String text = Files.readString(LAUNCHER).replaceAll(" (?=/(usr|opt|Library)/)", " " + folder + "/system");
        return script(name, text);
    }

    private Path java(String home, String version) throws IOException {
        files(home + "/release");
        Files.writeString(folder.resolve(home).resolve("release"),
                "IMPLEMENTOR=\"Example\"\nJAVA_VERSION=\"" + version + "\"\nJAVA_VERSION_DATE=\"2026-04-21\"\n");
        return script(home + "/bin/java", """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    echo 'openjdk version "%s" 2026-04-21' >&2
                    exit
                fi
                for argument in "$0 $$" "$@"; do
                    printf '%%s\\n' "$argument"
                done
                """.formatted(version));
    }

    private Path script(String name, String text) throws IOException {
        files(name);
        Path script = Files.writeString(folder.resolve(name), text);
        assertTrue(script.toFile().setExecutable(true));
        return script;
    }

    private void files(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        }
    }

    private record Run(long process, int status, List<String> output, String errors) {
        String java() {
            return output.isEmpty() ? "none" : output.getFirst();
        }

        List<String> arguments() {
            return output.subList(1, output.size());
        }
    }

    private Run run(Path launcher, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.pid(), process.waitFor(), output.lines().toList(), Files.readString(errors));
    }
}
