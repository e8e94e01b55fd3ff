package pop3bridge.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.trace.SessionTrace;
import pop3bridge.trace.Trace;
import pop3bridge.trace.Traces;

/** Traces over HTTP. */
@Timeout(60)
class TraceResourceTest {
    private final TestManagement server = new TestManagement("127.0.0.1", Optional.empty());

    TraceResourceTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    private static List<JsonObject> lines(TestManagement.Reply reply) {
        return reply.body().lines().filter(line -> line.startsWith("{")).map(JsonObject::new).toList();
    }

    /** Sends a request for a trace, and reads the line with which it begins. */
    private BufferedReader begin(Socket socket, String user) throws IOException {
        socket.getOutputStream().write(("POST /trace?user=" + user + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + "\r\n\r\n").getBytes(UTF_8));
        BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        next(reader);
        return reader;
    }

    private static JsonObject next(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        while (!line.startsWith("{")) {
            line = reader.readLine();
        }
        return new JsonObject(line);
    }

    @Test
    void linesComeAsTheyAreSaid() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            BufferedReader reader = begin(socket, "alice");
            SessionTrace session = server.traces.session("515f8345f76b");
            session.command("USER alice".getBytes(UTF_8));
            JsonObject line = next(reader);
            assertEquals("515f8345f76b", line.getString("session"));
            assertEquals("client", line.getString("from"));
            assertEquals("USER alice", line.getString("text"));
            assertTrue(line.getInstant("time") != null);
            session.reply("+OK send PASS");
            assertEquals("server", next(reader).getString("from"));
            for (int i = 0; i < Trace.MOST_LINES * 2; i++) {
                session.command("NOOP".getBytes(UTF_8));
            }
            long all = 0;
            while (all < Trace.MOST_LINES * 2L) {
                all += next(reader).getLong("leftOut", 1L);
            }
            assertEquals(Trace.MOST_LINES * 2L, all);
        }
    }

    @Test
    void aTraceEndsWhenItsTimeIsOver() throws IOException {
        TestManagement.Reply reply = server.send("POST", "/trace?user=alice&seconds=1");
        assertEquals(200, reply.status());
        assertTrue(reply.header().toLowerCase(java.util.Locale.ROOT).contains("content-type: application/x-ndjson"),
                reply.header());
        assertEquals(
                List.of(new JsonObject().put("user", "alice").put("seconds", 1), new JsonObject().put("end", "time")),
                lines(reply));
        assertAllFree();
    }

    @Test
    void aTraceEndsWhenItsReaderLeaves() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < Traces.MOST; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            sockets.add(socket);
            BufferedReader _ = begin(socket, "user" + i);
        }
        TestManagement.Reply more = server.send("POST", "/trace?user=alice&seconds=1");
        assertEquals(429, more.status());
        assertTrue(more.body().contains("4 traces are running"), more.body());
        for (Socket socket : sockets) {
            socket.close();
        }
        assertAllFree();
    }

    private void assertAllFree() {
        for (int i = 0; i < Traces.MOST; i++) {
            while (server.traces.start("user").isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/trace", "/trace?user=", "/trace?user=a&user=b", "/trace?user=alice&seconds=0",
            "/trace?user=alice&seconds=86401", "/trace?user=alice&seconds=-1", "/trace?user=alice&seconds=x",
            "/trace?user=alice&seconds=1&seconds=2"})
    void aWrongRequestIsRefused(String path) throws IOException {
        assertEquals(400, server.send("POST", path).status());
    }

    @Test
    void onlyPostStartsATrace() throws IOException {
        for (String method : Stream.of("GET", "PUT", "DELETE").toList()) {
            TestManagement.Reply reply = server.send(method, "/trace?user=alice");
            assertEquals(405, reply.status());
            assertTrue(reply.header().contains("POST"), reply.header());
        }
    }

    @Test
    void anotherWebPageStartsNone() throws IOException {
        assertEquals(403, server.send("POST", "/trace?user=alice", "Host: localhost:" + server.port(),
                "Origin: http://evil.example").status());
    }
}
