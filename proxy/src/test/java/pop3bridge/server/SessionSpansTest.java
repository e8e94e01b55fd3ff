package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionSpansTest {
    private static final AttributeKey<String> SESSION = AttributeKey.stringKey("pop3bridge.session");
    private static final AttributeKey<String> END = AttributeKey.stringKey("pop3bridge.session.end");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("pop3bridge.command.outcome");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
        provider.close();
    }

    private List<SpanData> spans(int count) {
        TestServer.await(() -> exporter.getFinishedSpanItems().size() == count,
                () -> exporter.getFinishedSpanItems().toString());
        return exporter.getFinishedSpanItems();
    }

    @Test
    void commandsAreChildrenOfTheirSession() throws IOException {
        server.tracer = Optional.of(provider.get("test"));
        String id;
        try (PopClient client = server.connect()) {
            client.line();
            id = server.sessions().getFirst().id();
            client.command("USER alice");
            client.command("PASS secret");
            client.command("RETR 99");
            client.command("QUIT");
        }
        List<SpanData> spans = spans(5);
        SpanData session = spans.getLast();
        assertEquals("POP3 session", session.getName());
        assertEquals(SpanId.getInvalid(), session.getParentSpanId());
        assertEquals(id, session.getAttributes().get(SESSION));
        assertEquals("quit", session.getAttributes().get(END));
        List<SpanData> commands = spans.subList(0, 4);
        assertEquals(List.of("USER ok", "PASS ok", "RETR err", "QUIT ok"),
                commands.stream().map(span -> span.getName() + " " + span.getAttributes().get(OUTCOME)).toList());
        for (SpanData command : commands) {
            assertEquals(session.getSpanId(), command.getParentSpanId());
            assertEquals(session.getTraceId(), command.getTraceId());
        }
    }

    /** Who may see traces need not know the users. */
    @Test
    void noUserIsNamed() throws IOException {
        server.tracer = Optional.of(provider.get("test"));
        try (PopClient client = server.connect()) {
            client.line();
            client.command("USER alice");
            client.command("alice");
            client.command("PASS secret");
        }
        String all = spans(4).toString();
        assertFalse(all.contains("alice") || all.contains("secret"), all);
    }
}
