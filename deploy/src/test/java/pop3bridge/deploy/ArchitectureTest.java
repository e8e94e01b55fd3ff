package pop3bridge.deploy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import pop3bridge.cli.Main;

/** The allowed dependencies between packages. */
class ArchitectureTest {
    private static final String[] PROXY = {"pop3bridge.pop3..", "pop3bridge.maildrop..", "pop3bridge.message..",
            "pop3bridge.accounts..", "pop3bridge.lmtp..", "pop3bridge.trace..", "pop3bridge.net..",
            "pop3bridge.server.."};
    private static final String[] ADAPTERS = {"pop3bridge.store..", "pop3bridge.users..", "pop3bridge.tls..",
            "pop3bridge.guard..", "pop3bridge.http..", "pop3bridge.ldap..", "pop3bridge.oauth..",
            "pop3bridge.sources..",
            "pop3bridge.management..", "pop3bridge.moving..",
            "pop3bridge.delivery..",
            "pop3bridge.embedded.."};
    private static final String[] DEPLOY = {"pop3bridge.config..", "pop3bridge.cli..", "pop3bridge.deploy.."};

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("pop3bridge");

    /** An importer that cannot read the class files of a newer Java leaves them out, and every rule holds for nothing. */
    @Test
    void everyPackageIsLookedAt() {
        assertEquals(
                Set.of("pop3bridge.accounts", "pop3bridge.cli", "pop3bridge.config", "pop3bridge.delivery",
                        "pop3bridge.deploy",
                        "pop3bridge.embedded", "pop3bridge.guard", "pop3bridge.http", "pop3bridge.ldap",
                        "pop3bridge.lmtp",
                        "pop3bridge.maildrop",
                        "pop3bridge.management", "pop3bridge.message", "pop3bridge.moving", "pop3bridge.moving.files",
                        "pop3bridge.moving.maildir", "pop3bridge.moving.mbox", "pop3bridge.moving.pop3",
                        "pop3bridge.net",
                        "pop3bridge.oauth", "pop3bridge.pop3",
                        "pop3bridge.pop3.sasl",
                        "pop3bridge.server", "pop3bridge.server.lmtp", "pop3bridge.sources", "pop3bridge.store",
                        "pop3bridge.store.compression", "pop3bridge.store.encryption",
                        "pop3bridge.store.events",
                        "pop3bridge.store.lock",
                        "pop3bridge.store.maildrop", "pop3bridge.store.names",
                        "pop3bridge.store.probe",
                        "pop3bridge.store.ses",
                        "pop3bridge.store.s3", "pop3bridge.store.s3.http", "pop3bridge.store.sizes",
                        "pop3bridge.store.time",
                        "pop3bridge.tls", "pop3bridge.trace", "pop3bridge.users", "pop3bridge.users.password"),
                OURS.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()));
        assertTrue(OURS.contain(Main.class));
        assertTrue(OURS.stream().noneMatch(ours -> ours.getSimpleName().endsWith("Test")));
    }

    /** A method call in a method body has been seen. */
    @Test
    void dependenciesAreSeen() {
        assertTrue(OURS.get(Bridge.class).getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> dependency.getTargetClass().getName().equals("io.vertx.core.Vertx")));
    }

    @Test
    void everyPackageHasItsModule() {
        classes().should().resideInAnyPackage(PROXY).orShould().resideInAnyPackage(ADAPTERS).orShould()
                .resideInAnyPackage(DEPLOY).check(OURS);
    }

    @Test
    void theArrowsPointToTheProxy() {
        noClasses().that().resideInAnyPackage(PROXY).should().dependOnClassesThat().resideInAnyPackage(ADAPTERS)
                .check(OURS);
        noClasses().that().resideOutsideOfPackages(DEPLOY).should().dependOnClassesThat().resideInAnyPackage(DEPLOY)
                .check(OURS);
    }

    @Test
    void nothingNeedsTheEmbeddedStore() {
        noClasses().that().resideOutsideOfPackage("pop3bridge.embedded..").should().dependOnClassesThat()
                .resideInAnyPackage("pop3bridge.embedded..", "org.gaul..").check(OURS);
    }

    @Test
    void theProtocolKnowsNeitherSocketsNorStores() {
        noClasses().that().resideInAnyPackage("pop3bridge.pop3..", "pop3bridge.maildrop..", "pop3bridge.message..",
                "pop3bridge.accounts..", "pop3bridge.lmtp..", "pop3bridge.trace..").should()
                .dependOnClassesThat(
                        resideInAnyPackage("pop3bridge.server..", "pop3bridge.net..", "io.vertx..", "io.netty..",
                                "java.net..", "java.nio.channels..", "io.micrometer.."))
                .check(OURS);
    }

    @Test
    void theServersKnowNothingOfEachOther() {
        noClasses().that().resideInAPackage("pop3bridge.server").should().dependOnClassesThat()
                .resideInAnyPackage("pop3bridge.server.lmtp..", "pop3bridge.lmtp..").check(OURS);
        noClasses().that().resideInAPackage("pop3bridge.server.lmtp..").should().dependOnClassesThat()
                .resideInAnyPackage("pop3bridge.server", "pop3bridge.pop3..").check(OURS);
    }

    @Test
    void thePortsStandAlone() {
        noClasses().that().resideInAPackage("pop3bridge.maildrop..").should().dependOnClassesThat()
                .resideInAnyPackage("pop3bridge.pop3..").check(OURS);
        noClasses().that().resideInAPackage("pop3bridge.accounts..").should().dependOnClassesThat()
                .resideInAnyPackage("pop3bridge.pop3..", "pop3bridge.maildrop..").check(OURS);
        noClasses().that().resideInAPackage("pop3bridge.message..").should().dependOnClassesThat()
                .resideInAnyPackage("pop3bridge.pop3..", "pop3bridge.maildrop..", "pop3bridge.accounts..").check(OURS);
    }

    @Test
    void theSdkStaysBehindTheStore() {
        noClasses().that().resideOutsideOfPackages("pop3bridge.store.s3..", "pop3bridge.embedded..").should()
                .dependOnClassesThat().resideInAPackage("software.amazon.awssdk..").check(OURS);
    }

    @Test
    void theDirectoryStaysBehindTheAccounts() {
        noClasses().that().resideOutsideOfPackage("pop3bridge.ldap").should().dependOnClassesThat()
                .resideInAPackage("com.unboundid..").check(OURS);
    }

    @Test
    void tokensStayBehindTheAccounts() {
        noClasses().that().resideOutsideOfPackage("pop3bridge.oauth").should().dependOnClassesThat()
                .resideInAPackage("com.nimbusds..").check(OURS);
    }

    @Test
    void theStoreKnowsNoMaildrops() {
        noClasses().that().resideInAPackage("pop3bridge.store").should().dependOnClassesThat()
                .resideInAnyPackage("pop3bridge.store.*..", "pop3bridge.maildrop..", "pop3bridge.pop3..").check(OURS);
    }

    @Test
    void onlyWhoServesKnowsVertx() {
        noClasses().that()
                .resideOutsideOfPackages("pop3bridge.net..", "pop3bridge.server..", "pop3bridge.tls..",
                        "pop3bridge.management..",
                        "pop3bridge.cli..",
                        "pop3bridge.config..", "pop3bridge.deploy..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx..", "io.netty..")
                        .and(not(resideInAPackage("io.vertx.core.json"))))
                .check(OURS);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("pop3bridge.(**)").should().beFreeOfCycles().check(OURS);
    }
}
