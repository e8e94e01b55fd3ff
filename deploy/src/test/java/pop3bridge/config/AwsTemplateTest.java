package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.server.Listener.Tls;
import pop3bridge.server.ServerConfig.PlaintextLogin;

/** The variables of the task in the CloudFormation template. */
class AwsTemplateTest {
    private static final Pattern VARIABLE = Pattern.compile("- Name: (POP3BRIDGE_\\w+)\\n +Value: (.+)");
    private static final Map<String, String> REFERENCES = Map.of("!Ref Bucket", "example-mail", "!Ref AWS::Region",
            "eu-west-1", "!Join [\",\", !Ref LoadBalancerNetworks]", "10.0.0.0/24,10.0.1.0/24");
    private static final String LINE_ENDS = "!If [ServesAll, crlf, detect]";

    @ParameterizedTest
    @CsvSource({"serve, crlf", "hide, detect", "mark, detect"})
    void theServerAcceptsThem(String verdicts, String lineEnds, @TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
        Map<String, String> values = new HashMap<>(REFERENCES);
        values.putAll(Map.of("!Ref SesVerdicts", verdicts, LINE_ENDS, lineEnds, "/files/token", token.toString()));
        Map<String, String> variables = new HashMap<>();
        Matcher variable = VARIABLE.matcher(Files.readString(Path.of("aws/pop3bridge.yaml")));
        while (variable.find()) {
            variables.put(variable.group(1), values.getOrDefault(variable.group(2), variable.group(2)));
        }
        for (String name : variables.keySet()) {
            assertTrue(Settings.ALL.stream().anyMatch(setting -> setting.variable().equals(name)), name);
        }
        Config config = Config.read(Optional.empty(), variables);
        assertEquals("example-mail", config.store().bucket());
        assertEquals(verdicts, config.mail().reading().verdicts().name().toLowerCase(Locale.ROOT));
        assertEquals(lineEnds, config.mail().reading().lineEnds().name().toLowerCase(Locale.ROOT));
        assertEquals(Optional.of(token), config.management().tokenFile());
        assertEquals(1, config.pop3().ports().size());
        Listeners.Port port = config.pop3().ports().getFirst();
        assertEquals(1110, port.address().port());
        assertEquals(Tls.OFF, port.listener().tls());
        assertEquals(PlaintextLogin.ALWAYS, port.listener().plaintext());
        assertTrue(port.listener().proxyProtocol());
        assertTrue(config.pop3().server().trustedProxies().contains(InetAddress.getByName("10.0.1.7")));
        assertEquals(9110, config.management().listen().port());
    }
}
