package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of messages that Amazon SES found something in. */
@Timeout(60)
class S3ProxyVerdictsIT {
    private final Site site;

    S3ProxyVerdictsIT(@TempDir Path folder) throws Exception {
        site = new Site(folder);
        site.deliver("m1", message("FAIL", "one"));
        site.deliver("m2", message("PASS", "two"));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static String message(String verdict, String subject) {
        return """
                Return-Path: <bert@example.org>
                Received: from mx.example.org (mx.example.org [192.0.2.1])
                 by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 1ld45m5nepdsqavkln
                 for anna@example.net;
                 Sun, 29 Nov 2026 07:08:09 +0000 (UTC)
                X-SES-Spam-Verdict: VERDICT
                X-SES-Virus-Verdict: PASS
                X-SES-RECEIPT: AEFBQUFB
                Received: by mx.example.org; Sun, 29 Nov 2026 07:08:08 +0000
                X-SES-Spam-Verdict: PASS
                Subject: SUBJECT

                text
                .
                """.replace("VERDICT", verdict).replace("SUBJECT", subject);
    }

    private Bridge bridge(String verdicts) throws Exception {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("POP3BRIDGE_MAIL_SES_VERDICTS", verdicts);
        return site.bridge(settings);
    }

    private static long octets(List<String> lines) {
        return lines.stream().mapToLong(line -> line.length() + 2).sum();
    }

    @Test
    void markedMessagesHaveTheSizeThatIsAnnounced() throws Exception {
        Bridge bridge = bridge("mark");
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            assertTrue(client.login("anna", Site.PASSWORD).startsWith("+OK"));
            List<String> marked = client.lines("RETR 1");
            assertTrue(marked.contains("Subject: [SPAM] one"), marked::toString);
            assertTrue(client.lines("TOP 1 0").contains("Subject: [SPAM] one"));
            List<String> good = client.lines("RETR 2");
            assertEquals(message("PASS", "two").lines().toList(), good);
            assertEquals("+OK 1 " + octets(marked), client.command("LIST 1"));
            assertEquals("+OK 2 " + (octets(marked) + octets(good)), client.command("STAT"));
        } finally {
            bridge.stop();
        }
    }

    @Test
    void hiddenMessagesAreNotListed() throws Exception {
        Bridge bridge = bridge("hide");
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            assertTrue(client.login("anna", Site.PASSWORD).startsWith("+OK 1 "));
            assertEquals(message("PASS", "two").lines().toList(), client.lines("RETR 1"));
            assertTrue(client.command("DELE 1").startsWith("+OK"));
            assertTrue(client.command("RETR 2").startsWith("-ERR"));
            assertEquals("+OK bye, 1 messages deleted", client.command("QUIT"));
            assertTrue(Site.get(bridge, "/metrics").body()
                    .contains("pop3bridge_messages_hidden_total{verdict=\"spam\"} 1.0"));
        } finally {
            bridge.stop();
        }
        assertEquals(List.of("m1"), site.mail());
    }
}
