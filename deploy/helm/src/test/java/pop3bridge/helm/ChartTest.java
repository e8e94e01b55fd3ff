package pop3bridge.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.LintResult;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static V1PodSpec pod(Path values) {
        V1Deployment deployment = (V1Deployment) only(Manifest.all(Chart.render(values)), "Deployment").typed();
        return Objects.requireNonNull(deployment.getSpec().getTemplate().getSpec());
    }

    private static V1Container container(Path values) {
        return pod(values).getContainers().getFirst();
    }

    private static String settings(Path values) {
        V1ConfigMap map = (V1ConfigMap) only(Manifest.all(Chart.render(values)), "ConfigMap").typed();
        return Objects.requireNonNull(map.getData()).get("pop3bridge.yaml");
    }

    /** What the server makes of the settings, with files that are not there in this test. */
    private Config config(Path values) throws IOException, ConfigException {
        String settings = settings(values).replace("/etc/pop3bridge/files", folder.toString());
        for (String line : settings.split("\n")) {
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
        V1PodSpec pod = pod(values);
        assertEquals(65532, pod.getSecurityContext().getRunAsUser());
        assertTrue(pod.getSecurityContext().getRunAsNonRoot());
        assertEquals("RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType());
        assertFalse(pod.getAutomountServiceAccountToken());
        V1Container container = pod.getContainers().getFirst();
        assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem());
        assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
        assertEquals(List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
        assertTrue(container.getVolumeMounts().stream().allMatch(V1VolumeMount::getReadOnly));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void eachFileOfTheSettingsIsMounted(Path values) {
        V1PodSpec pod = pod(values);
        List<String> mounted = new ArrayList<>();
        pod.getVolumes().forEach(volume -> {
            String mount = pod.getContainers().getFirst().getVolumeMounts().stream()
                    .filter(one -> one.getName().equals(volume.getName())).findFirst().orElseThrow().getMountPath();
            if (volume.getSecret() != null) {
                assertEquals(0440, volume.getSecret().getDefaultMode());
                mounted.add(mount + "/" + volume.getSecret().getItems().getFirst().getPath());
            } else if (volume.getConfigMap().getItems() != null) {
                mounted.add(mount + "/" + volume.getConfigMap().getItems().getFirst().getPath());
            }
        });
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
        V1Service service = (V1Service) only(Manifest.all(Chart.render(EKS)), "Service").typed();
        assertEquals("LoadBalancer", service.getSpec().getType());
        assertEquals("Local", service.getSpec().getExternalTrafficPolicy());
        assertEquals(List.of(110, 995), service.getSpec().getPorts().stream().map(port -> port.getPort()).toList());
    }

    @Test
    void aSingleInstanceIsStoppedBeforeTheNextStarts() {
        V1Deployment deployment = (V1Deployment) only(Manifest.all(Chart.render(INSIDE)), "Deployment").typed();
        assertEquals("Recreate", deployment.getSpec().getStrategy().getType());
        assertEquals(1, deployment.getSpec().getReplicas());
    }

    @Test
    void theNumberOfReplicasIsTheAutoscalersAlone() {
        List<Manifest> manifests = Manifest.all(Chart.render(EKS));
        assertTrue(((V1Deployment) only(manifests, "Deployment").typed()).getSpec().getReplicas() == null);
        assertTrue(Chart.render(EKS).contains("averageValue: \"1000\""));
    }

    @Test
    void otherPodsDoNotReachTheManagementPort() {
        V1NetworkPolicy policy = (V1NetworkPolicy) only(Manifest.all(Chart.render(INSIDE)), "NetworkPolicy").typed();
        assertEquals(1, policy.getSpec().getIngress().size());
        assertEquals("pop3",
                policy.getSpec().getIngress().getFirst().getPorts().getFirst().getPort().getStrValue());
        assertEquals(List.of("Ingress"), policy.getSpec().getPolicyTypes());
    }

    @Test
    void aPodHasTimeToEndItsSessions() {
        assertEquals(40, pod(MINIMAL).getTerminationGracePeriodSeconds());
        assertEquals(5, container(MINIMAL).getLifecycle().getPreStop().getSleep().getSeconds());
        assertEquals(35, pod(INSIDE).getTerminationGracePeriodSeconds());
    }

    @Test
    void aMonitorFindsTheManagementPort() {
        Manifest pods = only(Manifest.all(Chart.render(EKS)), "PodMonitor");
        assertEquals("{selector={matchLabels={app.kubernetes.io/name=post, app.kubernetes.io/instance=mail}}, "
                + "podMetricsEndpoints=[{port=management, path=/metrics, interval=15s}]}",
                pods.content().get("spec").toString());
        List<Manifest> manifests = Manifest.all(Chart.render(INSIDE));
        assertEquals("{selector={matchLabels={app.kubernetes.io/name=pop3bridge, app.kubernetes.io/instance=mail, "
                + "app.kubernetes.io/component=management}}, "
                + "endpoints=[{port=management, path=/metrics, interval=30s}]}",
                only(manifests, "ServiceMonitor").content().get("spec").toString());
        assertEquals(List.of("pop", "pop-management"), manifests.stream()
                .filter(manifest -> manifest.kind().endsWith(" Service")).map(Manifest::name).toList());
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
