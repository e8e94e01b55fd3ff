package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigWarningsTest {
    private static List<String> warnings(Map<String, String> settings) throws ConfigException {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("POP3BRIDGE_STORE_BUCKET", "mail");
        environment.put("POP3BRIDGE_USERS_FILE", "users");
        return Config.read(Optional.empty(), environment).warnings();
    }

    @Test
    void usualSettingsGiveNone() throws Exception {
        assertEquals(List.of(), warnings(Map.of()));
        assertEquals(List.of(), warnings(Map.of("POP3BRIDGE_AUTH_MECHANISMS", "USER,SCRAM-SHA-256",
                "POP3BRIDGE_PROXY_TRUSTED", "10.0.0.0/8", "POP3BRIDGE_POP3_CONNECTIONS", "100")));
    }

    @Test
    void mechanismsThatAreNeverOffered() throws Exception {
        assertEquals(
                List.of("auth.mechanisms lists EXTERNAL, which is not offered while accounts.certificate is off",
                        "auth.mechanisms lists OAUTHBEARER and XOAUTH2, which is not offered while accounts.sources does not list oauth"),
                warnings(Map.of("POP3BRIDGE_AUTH_MECHANISMS", "EXTERNAL,OAUTHBEARER,XOAUTH2,PLAIN")));
        assertEquals("no user can log in: auth.mechanisms lists no mechanism that is offered",
                warnings(Map.of("POP3BRIDGE_AUTH_MECHANISMS", "EXTERNAL")).getLast());
    }

    @Test
    void aListenerWherePasswordsAreNeverTaken() throws Exception {
        assertEquals(
                List.of("pop3.listen 127.0.0.1:1110: it has no TLS, and plaintext-login is never: only CRAM-MD5, SCRAM and APOP can log in here"),
                warnings(Map.of("POP3BRIDGE_POP3_LISTEN", "127.0.0.1:1110", "POP3BRIDGE_POP3_PLAINTEXT_LOGIN",
                        "never")));
    }

    @Test
    void networksOfEverybody() throws Exception {
        assertEquals(
                List.of("proxy.trusted has all addresses: every client can claim the address of another; list only the load balancers",
                        "lmtp.allow-remote-from has all addresses: anybody can store mail; list only the mail servers",
                        "accounts.penalty-exempt has all addresses: passwords can be guessed without delay"),
                warnings(Map.of("POP3BRIDGE_PROXY_TRUSTED", "0.0.0.0/0", "POP3BRIDGE_LMTP_LISTEN", "0.0.0.0:24",
                        "POP3BRIDGE_LMTP_ALLOW_REMOTE_FROM", "::/0", "POP3BRIDGE_ACCOUNTS_PENALTY_EXEMPT",
                        "10.0.0.0/8,::/0")));
    }
}
