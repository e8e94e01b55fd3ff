package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreReportTest {
    private static final Map<String, String> ENGINE = Map.of("DOCKER_HOST", "tcp://there");

    @TempDir
    Path folder;

    private final StoreReport report = new StoreReport();

    @BeforeEach
    void reports() throws Exception {
        Files.writeString(folder.resolve("TEST-pop3bridge.store.LocalStackIT.xml"),
                """
                        <testsuite><testcase name="keysAreKept" classname="pop3bridge.store.LocalStackIT"/>
                        <testcase name="deletesAre501" classname="pop3bridge.store.LocalStackIT"><failure/></testcase></testsuite>
                        """);
        Files.writeString(folder.resolve("TEST-pop3bridge.deploy.LocalStackBridgeIT.xml"),
                "<testsuite><testcase name='mail' classname='pop3bridge.deploy.LocalStackBridgeIT'/></testsuite>");
        Files.writeString(folder.resolve("TEST-pop3bridge.deploy.ProcessIT.xml"),
                "<testsuite><testcase name='demo' classname='pop3bridge.deploy.ProcessIT'/></testsuite>");
        Files.writeString(folder.resolve("TEST-pop3bridge.embedded.S3ProxyIT.xml"),
                "<testsuite><testcase name='keysAreKept' classname='pop3bridge.embedded.S3ProxyIT'/></testsuite>");
        Files.writeString(folder.resolve("TEST-pop3bridge.store.OtherStoreIT.xml"),
                "<testsuite><testcase name='keysAreLost' classname='pop3bridge.store.OtherStoreIT'/></testsuite>");
        Files.writeString(folder.resolve("failsafe-summary.xml"), "no test");
        report.read(folder);
        report.read(folder.resolve("none"));
    }

    @Test
    void theLineCountsTestsAndSaysWhatIsMissing() {
        assertEquals("Stores: S3Proxy 1 tests, LocalStack 3 tests, MiniStack left out"
                + " (set TEST_MINISTACK to its executable, see CONTRIBUTING.md), OtherStore 1 tests",
                report.line(ENGINE));
        assertEquals("Stores: S3Proxy no test, LocalStack no test, MiniStack no test, OtherStore left out"
                + " (set TEST_STORE_ENDPOINT to test a store of your own, see CONTRIBUTING.md)",
                new StoreReport().line(Map.of("DOCKER_HOST", "tcp://there", "TEST_MINISTACK", "bin/ministack")));
    }

    @Test
    void theTableHasTheContract() {
        assertTrue(report.table().endsWith("""

                | Test | S3Proxy | LocalStack | MiniStack |
                | - | - | - | - |
                | `deletesAre501` | – | failure | – |
                | `keysAreKept` | ok | ok | – |
                """), report.table());
    }

    @Test
    void whatIsRequiredMustHaveRunAndBeWhatIsWritten() {
        assertEquals(List.of(), report.problems("localstack", report.table()));
        assertEquals(List.of("the stores keep another contract than the project says: read the difference,"
                + " then cp deploy/target/stores.md deploy/docs/stores.md"), report.problems("localstack", ""));
        assertEquals(List.of("REQUIRE_STORES: no test has run against ministack",
                "REQUIRE_STORES: no test has run against minio"), report.problems("localstack, ministack,minio", ""));
    }
}
