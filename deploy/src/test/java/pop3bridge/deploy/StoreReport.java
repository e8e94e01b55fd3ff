package pop3bridge.deploy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What the integration tests of this build ran against which store: from Failsafe's reports, not from what was meant to run. A
 * line for the end of the build, and the contract of object stores as a table.
 */
final class StoreReport {
    private static final List<String> MODULES = List.of("adapters", "adapters/embedded", "deploy");
    private static final String TABLE = "deploy/target/stores.md";
    private static final String COMMITTED_TABLE = "deploy/docs/stores.md";
    private static final String HEAD = """
            # Store contract: results by store

            Results of the `ObjectStoreContract` tests in the last build. `–`: not tested on this store.

            """;

    /** The stores of the build. */
    private static final List<TestedStore> COLUMNS = List.of(TestedStore.S3PROXY, TestedStore.LOCALSTACK,
            TestedStore.MINISTACK);

    private final Map<TestedStore, Integer> counts = new EnumMap<>(TestedStore.class);
    private final SortedMap<String, Map<TestedStore, String>> contract = new TreeMap<>();

    /** The argument is the folder of the project. Fails if a store did not run that {@code REQUIRE_STORES} names. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        StoreReport report = new StoreReport();
        for (String module : MODULES) {
            report.read(root.resolve(module).resolve("target/failsafe-reports"));
        }
        Files.writeString(root.resolve(TABLE), report.table());
        System.out.println(report.table());
        System.out.println(report.line(System.getenv()));
        Optional<String> required = Optional.ofNullable(System.getenv("REQUIRE_STORES"));
        if (required.isPresent()) {
            List<String> problems = report.problems(required.get(),
                    Files.readString(root.resolve(COMMITTED_TABLE)));
            problems.forEach(System.err::println);
            System.exit(problems.isEmpty() ? 0 : 1);
        }
    }

    /** Adds the reports of a module, which has none if it ran no integration tests. */
    void read(Path reports) throws IOException, ParserConfigurationException, SAXException {
        if (!Files.isDirectory(reports)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(reports, "TEST-*.xml")) {
            for (Path file : files) {
                NodeList tests = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile())
                        .getElementsByTagName("testcase");
                for (int i = 0; i < tests.getLength(); i++) {
                    if (tests.item(i) instanceof Element test) {
                        add(test);
                    }
                }
            }
        }
    }

    private void add(Element test) {
        String type = test.getAttribute("classname").replaceAll(".*[.$]", "");
        TestedStore.of(type).ifPresent(store -> {
            counts.merge(store, 1, Integer::sum);
            if (COLUMNS.contains(store) && type.equals(store + "IT")) {
                contract.computeIfAbsent(test.getAttribute("name"), _ -> new EnumMap<>(TestedStore.class))
                        .put(store, result(test));
            }
        });
    }

    private static String result(Element test) {
        return List.of("failure", "error", "skipped").stream()
                .filter(element -> test.getElementsByTagName(element).getLength() > 0).findFirst().orElse("ok");
    }

    /** The contract, test by store, in Markdown. */
    String table() {
        String stores = COLUMNS.stream().map(store -> " " + store + " |").collect(Collectors.joining());
        String dashes = " - |".repeat(COLUMNS.size());
        return HEAD + "| Test |" + stores + "\n| - |" + dashes + "\n"
                + contract.entrySet().stream().map(row -> row(row.getKey(), row.getValue()))
                        .collect(Collectors.joining());
    }

    private static String row(String test, Map<TestedStore, String> results) {
        return "| `" + test + "` |" + COLUMNS.stream()
                .map(store -> " " + results.getOrDefault(store, "–") + " |").collect(Collectors.joining()) + "\n";
    }

    /** How many tests ran against each store, and what those lack that did not run. */
    String line(Map<String, String> environment) {
        return "Stores: " + Arrays.stream(TestedStore.values()).map(store -> store + " " + count(store)
                .map(count -> count + " tests")
                .orElseGet(() -> store.lack(environment).map(lack -> "left out (" + lack + ")").orElse("no test")))
                .collect(Collectors.joining(", "));
    }

    private Optional<Integer> count(TestedStore store) {
        return Optional.ofNullable(counts.get(store));
    }

    /**
     * What is wrong where everything is to run.
     *
     * @param required the stores that must have run, such as {@code localstack,ministack}
     * @param committed the table that is in the project
     */
    List<String> problems(String required, String committed) {
        List<String> problems = new ArrayList<>();
        for (String name : required.split(",", -1)) {
            if (Arrays.stream(TestedStore.values())
                    .noneMatch(store -> store.toString().equalsIgnoreCase(name.strip()) && count(store).isPresent())) {
                problems.add("REQUIRE_STORES: no test has run against " + name.strip());
            }
        }
        if (problems.isEmpty() && !committed.equals(table())) {
            problems.add("the stores keep another contract than the project says: read the difference, then cp " + TABLE
                    + " " + COMMITTED_TABLE);
        }
        return List.copyOf(problems);
    }
}
