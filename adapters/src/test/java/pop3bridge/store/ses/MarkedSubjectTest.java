package pop3bridge.store.ses;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.message.Octets;

class MarkedSubjectTest {
    private static final String SES = "Received: by inbound-smtp.eu-west-1.amazonaws.com; now\n";
    private static final String SPAM = SES
            + "X-SES-Spam-Verdict: FAIL\nX-SES-Virus-Verdict: PASS\nReceived: by mx; now\n";

    private static String marked(String message) throws IOException {
        Octets octets = MarkedSubject.of(new ByteArrayInputStream(message.getBytes(ISO_8859_1))::read);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[5];
        for (int count = octets.read(buffer); count >= 0; count = octets.read(buffer)) {
            all.write(buffer, 0, count);
        }
        return all.toString(ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"Subject: offer,Subject: [SPAM] offer", "subject:offer,subject: [SPAM] offer",
            "SUBJECT : offer,SUBJECT : [SPAM] offer", "Subject:,Subject: [SPAM]",
            "Subject: =?UTF-8?Q?caf=C3=A9?=,Subject: [SPAM] =?UTF-8?Q?caf=C3=A9?=",
            "Subject: caf\u00e9,Subject: [SPAM] caf\u00e9"})
    void theMarkIsBeforeTheText(String before, String after) throws IOException {
        assertEquals(SPAM + "From: bert\n" + after + "\n\nSubject: body\n",
                marked(SPAM + "From: bert\n" + before + "\n\nSubject: body\n"));
        assertEquals(SPAM + after, marked(SPAM + before));
    }

    @ParameterizedTest
    @CsvSource({"'Subject:\n long','Subject: [SPAM]\n long'", "'Subject: a\n\tb','Subject: [SPAM] a\n\tb'"})
    void foldedSubjectsKeepTheirLines(String before, String after) throws IOException {
        assertEquals(SPAM + after + "\n\n", marked(SPAM + before + "\n\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-SES-Virus-Verdict: FAIL\n", "X-SES-Virus-Verdict: FAIL\nX-SES-Spam-Verdict: FAIL\n",
            "X-SES-Spam-Verdict: FAIL\nX-SES-Virus-Verdict: FAIL\n"})
    void aVirusIsWorse(String verdicts) throws IOException {
        assertEquals(SES + verdicts + "Subject: [VIRUS] x\n\n", marked(SES + verdicts + "Subject: x\n\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\nSubject: body\n", "", "no field\nSubject: body\n"})
    void aMissingSubjectIsAdded(String rest) throws IOException {
        assertEquals(SPAM + "From: bert\nSubject: [SPAM]\r\n" + rest, marked(SPAM + "From: bert\n" + rest));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 70_000})
    void aHeaderWithoutItsLastLineEndGetsOneBefore(int length) throws IOException {
        String message = SPAM + "X: " + "x".repeat(length);
        assertEquals(message + "\r\nSubject: [SPAM]\r\n", marked(message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Subject: x\n\nbody\n", "X-SES-Spam-Verdict: FAIL\nSubject: x\n\n",
            SES + "X-SES-Spam-Verdict: GRAY\nSubject: x\n\n",
            SES + "Received: by mx; now\nX-SES-Spam-Verdict: FAIL\nSubject: x\n",
            "no header\n", SES})
    void otherMessagesAreUnchanged(String message) throws IOException {
        assertEquals(message, marked(message));
    }
}
