package pop3bridge.store.ses;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SesHeaderTest {
    private static final String RETURN_PATH = "Return-Path: <bert@example.org>\r\n";
    private static final String BY_SES = """
            Received: from mx.example.org (mx.example.org [192.0.2.1])\r
             by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 1ld45m5nepdsqavkln\r
             for anna@example.net;\r
             Sun, 29 Nov 2026 07:08:09 +0000 (UTC)\r
            """;
    private static final String BY_OTHERS = "Received: from [192.0.2.9] by mx.example.org; Sun, 29 Nov 2026 07:08:08 +0000\r\n";
    private static final String PASS = "X-SES-Spam-Verdict: PASS\r\n";
    private static final String SPAM = "X-SES-Spam-Verdict: FAIL\r\n";
    private static final String VIRUS = "X-SES-Virus-Verdict: FAIL\r\n";

    private static Verdict verdict(String... fields) {
        SesHeader header = new SesHeader();
        Stream.of(fields).forEach(field -> header.accept(field.getBytes(ISO_8859_1)));
        return header.verdict();
    }

    @Test
    void sesWritesItsFieldsOnTop() {
        assertEquals(Verdict.SPAM, verdict(RETURN_PATH, BY_SES, SPAM, "X-SES-Virus-Verdict: PASS\r\n", BY_OTHERS));
        assertEquals(Verdict.VIRUS, verdict(RETURN_PATH, BY_SES, PASS, VIRUS, BY_OTHERS));
        assertEquals(Verdict.VIRUS, verdict(RETURN_PATH, BY_SES, SPAM, VIRUS, BY_OTHERS));
        assertEquals(Verdict.NONE, verdict(RETURN_PATH, BY_SES, PASS, BY_OTHERS));
        assertEquals(Verdict.NONE, verdict());
    }

    @Test
    void theSendersVerdictsDoNotCount() {
        assertEquals(Verdict.NONE, verdict(RETURN_PATH, BY_SES, BY_OTHERS, SPAM, VIRUS));
        assertEquals(Verdict.NONE, verdict(RETURN_PATH, BY_SES, BY_SES, SPAM));
        assertEquals(Verdict.NONE, verdict(RETURN_PATH, BY_SES, PASS, "X-SES-RECEIPT: x\r\n", SPAM));
        assertEquals(Verdict.SPAM, verdict(RETURN_PATH, BY_SES, SPAM, "X-SES-RECEIPT: x\r\n", PASS));
    }

    @Test
    void mailThatSesHasNotReceivedHasNoVerdict() {
        assertEquals(Verdict.NONE, verdict(SPAM, VIRUS));
        assertEquals(Verdict.NONE, verdict(RETURN_PATH, BY_OTHERS, SPAM));
        assertEquals(Verdict.NONE, verdict(RETURN_PATH, BY_OTHERS, BY_SES, SPAM));
        assertEquals(Verdict.NONE, verdict(SPAM, BY_SES, BY_OTHERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"from x (by inbound-smtp.eu-west-1.amazonaws.com ) by mx.example.org; now",
            "from by-inbound-smtp.eu-west-1.amazonaws.com by mx.example.org; now",
            "from x by inbound-smtp.eu-west-1.amazonaws.com.example.org; now",
            "from x by inbound-smtp.example.org.amazonaws.com; now", "from inbound-smtp.eu-west-1.amazonaws.com", ""})
    void onlyTheHostThatReceivedTheMessageCounts(String received) {
        assertEquals(Verdict.NONE, verdict("Received: " + received + "\r\n", SPAM));
    }

    @ParameterizedTest
    @CsvSource({"FAIL,SPAM", "fail,SPAM", "PASS,NONE", "GRAY,NONE", "PROCESSING_FAILED,NONE", "FAILED,NONE", "'',NONE"})
    void valuesOfTheScan(String value, Verdict verdict) {
        assertEquals(verdict, verdict("received:from x by inbound-smtp.us-gov-west-1.amazonaws.com;now\n",
                "x-ses-spam-verdict :\n " + value + "\n"));
    }
}
