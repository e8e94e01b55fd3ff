package pop3bridge.helm;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that make no sense are refused before anything starts. */
class RefusedValuesTest {
    private static final Path MINIMAL = Chart.FOLDER.resolve("ci/minimal-values.yaml");

    @TempDir
    private Path folder;

    private Path values(String yaml) throws IOException {
        return Files.writeString(folder.resolve("values.yaml"), yaml);
    }

    private static String refusal(Path... values) {
        String message = assertThrows(RuntimeException.class, () -> Chart.render(values)).getMessage();
        return String.valueOf(message);
    }

    @Test
    void theDefaultsLackABucket() throws IOException {
        String refusal = refusal(values("{}"));
        assertTrue(refusal.contains("'store'"), refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "replica: 3                                            | 'replica'",
            "replicas: 0                                           | /replicas",
            "replicas: two                                         | /replicas",
            "config: {store: {buckt: x}}                           | 'buckt'",
            "config: {stores: {bucket: x}}                         | 'stores'",
            "config: {store: {bucket: Example_Mail}}               | /config/store/bucket",
            "config: {store: {secret-key: abc}}                    | 'secret-key'",
            "config: {store: {endpoint: 'minio:9000'}}             | /config/store/endpoint",
            "config: {store: {start-wait: 2h}}                     | /config/store/start-wait",
            "config: {pop3: {idle-timeout: 10}}                    | /config/pop3/idle-timeout",
            "config: {pop3: {idle-timeout: 25h}}                   | /config/pop3/idle-timeout",
            "config: {pop3: {max-line: 2MiB}}                      | /config/pop3/max-line",
            "config: {pop3: {connections: 0}}                      | /config/pop3/connections",
            "config: {pop3: {apop: maybe}}                         | /config/pop3/apop",
            "config: {pop3: {listen: '0.0.0.0:110'}}               | 'listen'",
            "config: {users: {file: /users}}                       | 'users'",
            "config: {mail: {prefix: 'mail/{name}/'}}              | /config/mail/prefix",
            "config: {accounts: {sources: [file, file2]}}          | /config/accounts/sources",
            "config: {accounts: {sources: [file, ldap]}}           | 'ldap'",
            "config: {accounts: {sources: http}}                   | 'http'",
            "config: {accounts: {sources: oauth}}                  | 'oauth'",
            "config: {lock: {unsafe-single-instance: true}}        | /replicas",
            "config: {lock: {lease: 9s}}                           | /config/lock/lease",
            "files: {users.file: {secretName: Users!, key: users}} | /files/users.file",
            "files: {users.files: {secretName: a, key: b}}         | 'users.files'",
            "pop3: {enabled: false}                                | /pop3",
            "pop3: {port: 70000}                                   | /pop3/port",
            "proxyProtocol: true                                   | 'proxy'",
            "listenAddress: localhost                              | /listenAddress",
            "service: {type: External}                             | /service/type",
            "serviceAccount: {create: false}                       | /serviceAccount/name",
            "monitor: {kind: Monitor}                              | /monitor/kind",
            "monitor: {interval: 30}                               | /monitor/interval",
            "podDisruptionBudget: {maxUnavailable: 0}              | /podDisruptionBudget/maxUnavailable",
            "topologySpread: {zones: 'no'}                         | /topologySpread/zones",
            "resources: {limits: {memory: 512}}                    | /resources/limits/memory",
            "resources: {limits: {memory: null}}                   | 'memory'",
            "preStopSeconds: -1                                    | /preStopSeconds",
            "env: [{name: POP3BRIDGE_STORE_BUCKET, value: x}]      | /env/0",
            "env: [{name: A}]                                      | /env/0",
            "image: {digest: latest}                               | /image/digest",
            "image: {repository: ''}                               | /image/repository",
            "networkPolicy: {clients: [{}]}                        | /networkPolicy/clients/0",
            "networkPolicy: {clients: [10.0.0.0/8]}                | /networkPolicy/clients/0",
            "autoscaling: {enabled: true, minReplicas: 9}          | autoscaling.minReplicas is greater"})
    void whatMakesNoSenseIsRefused(String yaml, String part) throws IOException {
        String refusal = refusal(MINIMAL, values(yaml));
        assertTrue(refusal.contains(part), refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "files: {users.file: {secretName: users, key: users}}                                          | 'pop3'",
            "files: {users.file: {secretName: a, key: b}, tls.key: {secretName: a, key: b}}                | 'tls.certificate'",
            "{files: {users.file: {secretName: a, key: b}}, pop3s: {enabled: true}, pop3: {enabled: false}}| 'tls.certificate'",
            "files: {tls.certificate: {secretName: a, key: b}}                                             | 'users.file'",
            "files: {tls.certificate: {secretName: a, key: b}, users.file: {secretName: a}}                | 'key'",
            "files: {tls.certificate: {secretName: a, key: b}, users.file: {configMapName: a, key: b}}     | 'configMapName'"})
    void whatIsMissingIsRefused(String yaml, String part) throws IOException {
        Path bucket = Files.writeString(folder.resolve("bucket.yaml"), "config: {store: {bucket: example-mail}}");
        String refusal = refusal(bucket, values(yaml));
        assertTrue(refusal.contains(part), refusal);
    }
}
