package pop3bridge.management;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.management.TestManagement.Reply;
import pop3bridge.pop3.Verb;

/** Sessions over HTTP. */
class SessionsResourceTest {
    private final TestManagement server = new TestManagement("127.0.0.1", Optional.empty());

    SessionsResourceTest() throws IOException {
        server.sessions.add("aaaaaaaaaaaa", "anna", 10).addNew("bbbbbbbbbbbb", 30)
                .addBusy("cccccccccccc", "café & \"co\"", Verb.RETR, 4).add("dddddddddddd", "anna", 20);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private List<String> ids(String path) throws IOException {
        JsonArray sessions = new JsonObject(server.send("GET", path).body()).getJsonArray("sessions");
        return sessions.stream().map(JsonObject.class::cast).map(session -> session.getString("id")).toList();
    }

    @Test
    void allAreListedWithTheOldestFirst() throws IOException {
        Reply reply = server.send("GET", "/sessions");
        assertEquals(200, reply.status());
        JsonObject json = new JsonObject(reply.body());
        assertEquals(4, json.getInteger("total"));
        assertEquals(List.of("bbbbbbbbbbbb", "dddddddddddd", "aaaaaaaaaaaa", "cccccccccccc"), ids("/sessions"));
        assertEquals(new JsonObject("""
                {"id": "bbbbbbbbbbbb", "user": null, "remote": "2001:db8::1", "method": null,
                 "tls": "TLSv1.3 TLS_AES_128_GCM_SHA256", "ageMillis": 30000, "command": null, "sinceMillis": 30000,
                 "messages": 0}"""), json.getJsonArray("sessions").getJsonObject(0));
        assertEquals(new JsonObject("""
                {"id": "cccccccccccc", "user": "café & \\"co\\"", "remote": "192.0.2.2", "method": "PLAIN", "tls": null,
                 "ageMillis": 5000, "command": "RETR", "sinceMillis": 4000, "messages": 7}"""),
                json.getJsonArray("sessions").getJsonObject(3));
    }

    @Test
    void aPartIsListed() throws IOException {
        assertEquals(List.of("dddddddddddd", "aaaaaaaaaaaa"), ids("/sessions?user=anna"));
        assertEquals(List.of("dddddddddddd"), ids("/sessions?user=anna&limit=1"));
        assertEquals(2, new JsonObject(server.send("GET", "/sessions?user=anna&limit=1").body()).getInteger("total"));
        assertEquals(List.of(), ids("/sessions?user=nobody"));
        assertEquals(List.of(), ids("/sessions?user="));
        assertEquals(400, server.send("GET", "/sessions?limit=-1").status());
    }

    @Test
    void oneIsEnded() throws IOException {
        Reply reply = server.send("DELETE", "/sessions/aaaaaaaaaaaa");
        assertEquals(202, reply.status());
        assertEquals(new JsonObject("{\"ending\": 1}"), new JsonObject(reply.body()));
        assertEquals(404, server.send("DELETE", "/sessions/aaaaaaaaaaaa").status());
        assertEquals(List.of("bbbbbbbbbbbb", "dddddddddddd", "cccccccccccc"), ids("/sessions"));
    }

    @Test
    void thoseOfAUserAreEnded() throws IOException {
        Reply reply = server.send("DELETE", "/sessions?user=anna");
        assertEquals(202, reply.status());
        assertEquals(new JsonObject("{\"ending\": 2}"), new JsonObject(reply.body()));
        assertEquals(404, server.send("DELETE", "/sessions?user=anna").status());
        assertEquals(202, server.send("DELETE", "/sessions?user=caf%C3%A9%20%26%20%22co%22").status());
        assertEquals(List.of("bbbbbbbbbbbb"), ids("/sessions"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sessions", "/sessions?user=", "/sessions?usr=anna", "/sessions?user=anna&user=bert",
            "/sessions?"})
    void nobodyIsEndedByMistake(String path) throws IOException {
        assertEquals(400, server.send("DELETE", path).status());
        assertEquals(4, server.sessions.all().size());
    }

    @Test
    void levelsOfTheLogAreChanged() throws IOException {
        assertEquals(new JsonObject("{\"logger\": \"a.b\", \"level\": \"INFO\"}"),
                new JsonObject(server.send("GET", "/log-level?logger=a.b").body()));
        assertEquals(200, server.send("PUT", "/log-level?logger=a.b&level=debug").status());
        assertEquals("DEBUG", new JsonObject(server.send("GET", "/log-level?logger=a.b").body()).getString("level"));
        for (String wrong : List.of("/log-level?logger=a.b", "/log-level?logger=a.b&level=loud",
                "/log-level?level=debug", "/log-level?logger=a%0Ab&level=debug")) {
            assertEquals(400, server.send("PUT", wrong).status(), wrong);
        }
        assertEquals(405, server.send("POST", "/log-level?logger=a.b&level=debug").status());
    }

    @Test
    void otherMethodsAreRefused() throws IOException {
        assertEquals(405, server.send("POST", "/sessions").status());
        assertEquals(405, server.send("GET", "/sessions/aaaaaaaaaaaa").status());
        assertEquals(404, server.send("DELETE", "/sessions/").status());
        assertEquals(4, server.sessions.all().size());
    }
}
