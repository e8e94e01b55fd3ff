package pop3bridge.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.config.Listeners;

/** The chart with the values in its folder {@code ci}. */
class ChartTest {
    private static final Path MINIMAL = Chart.FOLDER.resolve("ci/minimal-values.yaml");
    private static final Path EKS = Chart.FOLDER.resolve("ci/eks-values.yaml");
    private static final Path INSIDE = Chart.FOLDER.resolve("ci/inside-values.yaml");

    private static final String POD = "spec.template.spec.";
    private static final String CONTAINER = POD + "containers.0.";

    @TempDir
    private Path folder;

    static List<Path> examples() throws IOException {
        return Chart.examples();
    }

    private static Manifest only(List<Manifest> manifests, String kind) {
        List<Manifest> found = manifests.stream().filter(manifest -> manifest.kind().endsWith(" " + kind)).toList();
        assertEquals(1, found.size(), kind);
        return found.getFirst();
    }

    private static Manifest only(Path values, String kind) {
        return only(Manifest.all(Chart.render(values)), kind);
    }

    private static String settings(Path values) {
        return settings(Manifest.all(Chart.render(values)));
    }

    private static String settings(List<Manifest> manifests) {
        return ((Map<?, ?>) only(manifests, "ConfigMap").node("data")).values().iterator().next().toString();
    }

    /** What the server makes of the settings, with files that are not there in this test. */
    private Config config(Path values) throws IOException, ConfigException {
        String settings = settings(values).replace("/etc/pop3bridge/files", folder.toString());
        for (String line : settings.lines().toList()) {
            if (line.contains(folder.toString())) {
                Path file = Path.of(line.substring(line.indexOf('/')));
                Files.createDirectories(file.getParent());
                Files.writeString(file, "secret");
            }
        }
        return Config.read(Optional.of(Files.writeString(folder.resolve("pop3bridge.yaml"), settings)), Map.of());
    }

    private static List<String> listeners(Config config) {
        return config.pop3().ports().stream().map(Listeners.Port::toString).toList();
    }

    @Test
    void thereAreExamples() throws IOException {
        assertEquals(List.of(EKS, INSIDE, MINIMAL), Chart.examples());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void helmFindsNothingToCriticise(Path values) throws IOException {
        LintResult result = Chart.lint(values, folder);
        assertFalse(result.isFailed(), result.getMessages().toString());
        assertTrue(result.getMessages().stream().noneMatch(message -> message.contains("[WARNING]")),
                result.getMessages().toString());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void kubernetesKnowsEachField(Path values) {
        List<String> others = new ArrayList<>();
        for (Manifest manifest : Manifest.all(Chart.render(values))) {
            if (manifest.isBuiltIn()) {
                assertTrue(manifest.typed() != null);
            } else {
                others.add(manifest.kind());
            }
        }
        assertEquals(values.equals(MINIMAL)
                ? List.of()
                : List.of("monitoring.coreos.com/v1 " + (values.equals(EKS) ? "PodMonitor" : "ServiceMonitor")),
                others);
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsFound() {
        String yaml = Chart.render(MINIMAL);
        for (String change : List.of("readOnlyRootFilesystem: true", "maxUnavailable: 0", "containerPort: 1110",
                "targetPort: pop3", "podSelector:")) {
            assertTrue(yaml.contains(change), change);
            List<Manifest> wrong = Manifest.all(yaml.replace(change, "x" + change));
            assertThrows(RuntimeException.class, () -> wrong.forEach(Manifest::typed), change);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theServerAcceptsTheSettings(Path values) throws Exception {
        assertFalse(config(values).store().bucket().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void thePodHasNoPrivileges(Path values) {
        Manifest deployment = only(values, "Deployment");
        assertEquals("{runAsNonRoot=true, runAsUser=65532, runAsGroup=65532, fsGroup=65532, "
                + "seccompProfile={type=RuntimeDefault}}", deployment.at(POD + "securityContext"));
        assertEquals("{allowPrivilegeEscalation=false, readOnlyRootFilesystem=true, capabilities={drop=[ALL]}}",
                deployment.at(CONTAINER + "securityContext"));
        assertEquals("false", deployment.at(POD + "automountServiceAccountToken"));
        for (int i = 0; i < deployment.list(CONTAINER + "volumeMounts").size(); i++) {
            assertEquals("true", deployment.at(CONTAINER + "volumeMounts." + i + ".readOnly"));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void eachFileOfTheSettingsIsMounted(Path values) {
        Manifest deployment = only(values, "Deployment");
        List<String> mounted = new ArrayList<>();
        // The first is that of the settings.
        for (int i = 1; i < deployment.list(POD + "volumes").size(); i++) {
            String mount = CONTAINER + "volumeMounts." + i;
            String volume = POD + "volumes." + i;
            assertEquals(deployment.at(volume + ".name"), deployment.at(mount + ".name"));
            boolean secret = deployment.has(volume + ".secret");
            String source = volume + (secret ? ".secret" : ".configMap");
            if (secret) {
                assertEquals(String.valueOf(0440), deployment.at(source + ".defaultMode"));
            }
            mounted.add(deployment.at(mount + ".mountPath") + "/" + deployment.at(source + ".items.0.path"));
        }
        List<String> named = settings(values).lines().filter(line -> line.contains("/etc/pop3bridge/files/"))
                .map(line -> line.substring(line.indexOf("/etc/"))).toList();
        assertFalse(named.isEmpty());
        assertEquals(named, mounted);
    }

    @Test
    void certificatesGiveStls() throws Exception {
        Config config = config(MINIMAL);
        assertEquals(1, config.pop3().ports().size());
        assertTrue(listeners(config).getFirst().contains("STARTTLS"), listeners(config).toString());
        assertEquals("example-mail", config.store().bucket());
    }

    @Test
    void behindALoadBalancerEachPortWantsTheProxyProtocol() throws Exception {
        Config config = config(EKS);
        assertEquals(2, config.pop3().ports().size());
        assertTrue(config.pop3().ports().stream().allMatch(port -> port.listener().proxyProtocol()));
        assertEquals(2, config.pop3().tls().orElseThrow().certificates().size());
        Manifest service = only(EKS, "Service");
        assertEquals("LoadBalancer", service.at("spec.type"));
        assertEquals("Local", service.at("spec.externalTrafficPolicy"));
        assertEquals("[{name=pop3, port=110, targetPort=pop3}, {name=pop3s, port=995, targetPort=pop3s}]",
                service.at("spec.ports"));
    }

    @Test
    void aSingleInstanceIsStoppedBeforeTheNextStarts() {
        Manifest deployment = only(INSIDE, "Deployment");
        assertEquals("Recreate", deployment.at("spec.strategy.type"));
        assertEquals("1", deployment.at("spec.replicas"));
    }

    @Test
    void theNumberOfReplicasIsTheAutoscalersAlone() {
        assertFalse(only(EKS, "Deployment").has("spec.replicas"));
        assertEquals("{metric={name=pop3bridge_connections, selector={matchLabels={state=logged_in}}}, "
                + "target={type=AverageValue, averageValue=1000}}",
                only(EKS, "HorizontalPodAutoscaler").at("spec.metrics.0.pods"));
    }

    @Test
    void otherPodsDoNotReachTheManagementPort() {
        Manifest policy = only(INSIDE, "NetworkPolicy");
        assertEquals("[{ports=[{port=pop3}]}]", policy.at("spec.ingress"));
        assertEquals("[Ingress]", policy.at("spec.policyTypes"));
    }

    @Test
    void aPodHasTimeToEndItsSessions() {
        assertEquals("40", only(MINIMAL, "Deployment").at(POD + "terminationGracePeriodSeconds"));
        assertEquals("5", only(MINIMAL, "Deployment").at(CONTAINER + "lifecycle.preStop.sleep.seconds"));
        assertEquals("35", only(INSIDE, "Deployment").at(POD + "terminationGracePeriodSeconds"));
    }

    @Test
    void aMonitorFindsTheManagementPort() {
        Manifest pods = only(Manifest.all(Chart.render(EKS)), "PodMonitor");
        assertEquals("{selector={matchLabels={app.kubernetes.io/name=post, app.kubernetes.io/instance=mail}}, "
                + "podMetricsEndpoints=[{port=management, path=/metrics, interval=15s, "
                + "relabelings=[{targetLabel=job, replacement=pop3bridge}]}]}",
                pods.at("spec"));
        List<Manifest> manifests = Manifest.all(Chart.render(INSIDE));
        assertEquals("{selector={matchLabels={app.kubernetes.io/name=pop3bridge, app.kubernetes.io/instance=mail, "
                + "app.kubernetes.io/component=management}}, "
                + "endpoints=[{port=management, path=/metrics, interval=30s, "
                + "relabelings=[{targetLabel=job, replacement=pop3bridge}]}]}",
                only(manifests, "ServiceMonitor").at("spec"));
        assertEquals(List.of("pop", "pop-management"), manifests.stream()
                .filter(manifest -> manifest.kind().endsWith(" Service")).map(Manifest::name).toList());
    }

    @Test
    void probesAndMonitorsUseTlsIfTheManagementPortDoes() throws IOException {
        assertEquals("{path=/readyz, port=management}",
                only(EKS, "Deployment").at(CONTAINER + "readinessProbe.httpGet"));
        String certificate = "  management.tls-certificate: {secretName: management, key: tls.crt}\n";
        String key = "  management.tls-key: {secretName: management, key: tls.key}\n";
        String prometheus = "  tlsConfig: {serverName: mail.example.org}\n";
        String values = Files.readString(EKS).replace("files:\n", "files:\n" + certificate + key)
                .replace("  kind: PodMonitor\n", "  kind: PodMonitor\n" + prometheus);
        List<Manifest> manifests = Manifest
                .all(Chart.render(Files.writeString(folder.resolve("values.yaml"), values)));
        Manifest deployment = only(manifests, "Deployment");
        for (String name : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertEquals("HTTPS", deployment.at(CONTAINER + name + ".httpGet.scheme"), name);
        }
        assertTrue(deployment.typed() != null);
        assertEquals("[{port=management, path=/metrics, interval=15s, scheme=https, "
                + "tlsConfig={serverName=mail.example.org}, "
                + "relabelings=[{targetLabel=job, replacement=pop3bridge}]}]",
                only(manifests, "PodMonitor").at("spec.podMetricsEndpoints"));
    }

    @Test
    void theValuesOfTheDocumentationAreEnough() throws IOException {
        String block = Files.readString(Path.of("../docs/kubernetes.md")).split("```yaml\n", -1)[1].split("```", -1)[0]
                .stripIndent();
        String yaml = Chart.render(Files.writeString(folder.resolve("values.yaml"), block));
        assertTrue(yaml.contains("image: \"registry.example.org/pop3bridge:0.2.0\""), block);
        assertEquals(settings(MINIMAL), settings(Manifest.all(yaml)));
    }

    @Test
    void theVersionIsThatOfTheProject() throws IOException {
        String version = Files.readString(Path.of("../../pom.xml")).split("<version>", -1)[1].split("<", -1)[0];
        String chart = Files.readString(Chart.FOLDER.resolve("Chart.yaml"));
        assertTrue(chart.contains("\nversion: " + version + "\nappVersion: " + version + "\n"), version);
        assertTrue(Files.readString(Path.of("../kubernetes/sidecar.yaml"))
                .contains("image: pop3bridge:" + version + "\n"));
    }

    /** The sidecar is no part of the chart. */
    @Test
    void kubernetesKnowsEachFieldOfTheSidecar() throws Exception {
        List<Manifest> manifests = Manifest.all(Files.readString(Path.of("../kubernetes/sidecar.yaml")));
        assertEquals(List.of("ServiceAccount", "ConfigMap", "Secret", "Deployment"),
                manifests.stream().map(manifest -> manifest.kind().replaceAll(".* ", "")).toList());
        manifests.forEach(Manifest::typed);
        Manifest deployment = only(manifests, "Deployment");
        assertEquals("Always", deployment.at(POD + "initContainers.0.restartPolicy"));
        assertEquals("/readyz", deployment.at(POD + "initContainers.0.startupProbe.httpGet.path"));
        String settings = settings(manifests);
        Config config = Config.read(Optional.of(Files.writeString(folder.resolve("pop3bridge.yaml"), settings)),
                Map.of());
        assertEquals(List.of("127.0.0.1"),
                config.pop3().ports().stream().map(port -> port.address().host()).toList());
    }

    /** For {@code .ci/kubernetes}. */
    @ParameterizedTest
    @MethodSource("examples")
    void whatIsRenderedIsKept(Path values) throws IOException {
        Path rendered = Files.createDirectories(Path.of("target/rendered")).resolve(values.getFileName());
        Files.writeString(rendered, Chart.render(values));
        assertEquals(Manifest.all(Chart.render(values)), Manifest.all(Files.readString(rendered)));
    }

    @Test
    void aChangeOfTheSettingsRestartsThePods() throws IOException {
        Path change = Files.writeString(folder.resolve("change.yaml"), "config: {mail: {read-only: true}}");
        String before = checksum(Chart.render(MINIMAL));
        assertEquals(before, checksum(Chart.render(MINIMAL)));
        assertFalse(before.equals(checksum(Chart.render(MINIMAL, change))));
    }

    private static String checksum(String yaml) {
        return yaml.lines().filter(line -> line.contains("checksum/config")).findFirst().orElseThrow();
    }
}
