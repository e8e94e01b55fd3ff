package pop3bridge.store.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectEventTest {
    private static final String S3 = """
            {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "NAME",
              "s3": {"bucket": {"name": "post"}, "object": {"key": "mail/anna/a+b%2Bc%C3%A9.eml", "size": 7}}}]}""";

    private static Optional<List<String>> keys(String body) {
        return ObjectEvent.parse(body).map(ObjectEvent::keys);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ObjectCreated:Put", "ObjectCreated:CompleteMultipartUpload", "s3:ObjectCreated:Copy",
            "ObjectRestore:Completed"})
    void keysAreDecoded(String name) {
        assertEquals(Optional.of(List.of("mail/anna/a b+cé.eml")), keys(S3.replace("NAME", name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ObjectRemoved:Delete", "LifecycleExpiration:Delete"})
    void whatGoesIsNoMail(String name) {
        assertEquals(Optional.of(List.of()), keys(S3.replace("NAME", name)));
    }

    @Test
    void snsWrapsIt() {
        String wrapped = new JsonObject().put("Type", "Notification")
                .put("Message", S3.replace("NAME", "ObjectCreated:Put")).encode();
        assertEquals(Optional.of(List.of("mail/anna/a b+cé.eml")), keys(wrapped));
    }

    @ParameterizedTest
    @CsvSource({"Object Created,1", "Object Deleted,0", "Object Restore Completed,1"})
    void eventBridgeDoesNotEncodeKeys(String type, int count) {
        String event = new JsonObject().put("detail-type", type).put("detail", new JsonObject()
                .put("object", new JsonObject().put("key", "mail/anna/a+b"))).encode();
        assertEquals(Optional.of(count == 0 ? List.of() : List.of("mail/anna/a+b")), keys(event));
    }

    @Test
    void theFirstMessageOfS3IsATest() {
        assertEquals(Optional.of(List.of()), keys("{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{}", "[]", "null", "{\"Records\": 1}", "{\"Records\": [1]}",
            "{\"Records\": [{}]}", "{\"Records\": [null]}", "{\"Records\": [{\"eventName\": \"x\", \"s3\": null}]}",
            "{\"Records\": [{\"eventName\": \"ObjectCreated:Put\"}]}", "{\"Message\": 1}", "{\"Message\": \"x\"}",
            "{\"Message\": null}", "{\"detail-type\": \"Object Created\"}",
            "{\"Records\": [{\"eventName\": \"ObjectCreated:Put\", \"s3\": {\"object\": {\"key\": \"%G1\"}}}]}"})
    void whatIsSomethingElseIsNotUnderstood(String body) {
        assertEquals(Optional.empty(), keys(body));
    }
}
