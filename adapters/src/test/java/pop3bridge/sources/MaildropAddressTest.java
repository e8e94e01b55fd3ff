package pop3bridge.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaildropAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/", "s3://bucket/a/", "s3://bucket/a/ s3://bucket/b/",
            "s3://bucket/ s3://bucket/a/",
            "s3://bucket/a/ s3://bucket/a/b/"})
    void addressesThatMakeUpAMaildrop(String text) {
        assertEquals(Optional.empty(), MaildropAddress.problem(text, "maildrop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "s3://bucket", "s3://bucket/a/ ", "s3://bucket/a/  s3://bucket/b/",
            "s3://bucket/a/ s3://other/b/", "s3://bucket/a/ s3://bucket/a/", "s3://bucket/a s3://bucket/ab"})
    void addressesThatDoNot(String text) {
        assertTrue(MaildropAddress.problem(text, "maildrop").isPresent());
    }
}
