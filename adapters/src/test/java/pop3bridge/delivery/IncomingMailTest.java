package pop3bridge.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncomingMailTest {
    /** As Postfix writes it. */
    private static final String POSTFIX = """
            Received: from mail.example.net (mail.example.net [192.0.2.1])
            \t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
            \tby mx.example.org (Postfix) with ESMTPS id 8E036A3C2A9
            \tfor <anna@example.org>; Sun, 29 Nov 2026 19:53:13 +0100 (CET)
            """;
    /** As Exim writes it. */
    private static final String EXIM = """
            Received: from [127.0.0.1]
            \tby mx.example.org with esmtp (Exim 4.96)
            \t(envelope-from <sender@example.org>)
            \tid 1xXky1-0007GH-1c;
            \tSun, 29 Nov 2026 19:53:45 +0000
            """;
    private static final String OLDER = "Received: by other id 1; Sat, 28 Nov 2026 00:00:00 +0000\n";
    private static final String BODY = "Subject: hello\n\nHi\n";

    private static IncomingMail mail(String text) {
        return new IncomingMail(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    @Test
    void theNameBeginsWithTheTimeAtWhichTheMailServerReceivedTheMessage() {
        String postfix = mail(POSTFIX + OLDER + BODY).repeatableName("anna");
        String exim = mail(EXIM + OLDER + BODY).repeatableName("anna");
        assertTrue(postfix.matches("20261129T185313\\.000Z-[0-9a-f]{32}\\.eml"), postfix);
        assertTrue(exim.matches("20261129T195345\\.000Z-[0-9a-f]{32}\\.eml"), exim);
    }

    /** What Exim and milters put on top may differ from attempt to attempt. */
    @Test
    void whatStandsAboveDoesNotMatter() {
        String name = mail(EXIM + BODY).repeatableName("anna");
        assertEquals(name, mail("Return-path: <a@b>\nDelivery-date: Sun, 29 Nov 2026 20:00:00 +0000\n" + EXIM + BODY)
                .repeatableName("anna"));
        assertNotEquals(name, mail(EXIM + BODY).repeatableName("bert"));
        assertNotEquals(name, mail(EXIM + BODY + "PS\n").repeatableName("anna"));
        assertNotEquals(name, mail(EXIM.replace("0007GH", "0007GI") + BODY).repeatableName("anna"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Subject: x\n\nReceived: by a id 1; Sun, 29 Nov 2026 19:53:45 +0000\n",
            "Received: by a; Sun, 29 Nov 2026 19:53:45 +0000\n",
            "Received: by a (id 1); Sun, 29 Nov 2026 19:53:45 +0000\n",
            "Received: by a id 1; yesterday\n", "Received: by a id 1\n", "Received:\n", "Received",
            "X-Received: by a id 1; Sun, 29 Nov 2026 19:53:45 +0000\n"})
    void messagesWithoutATrace(String text) {
        IncomingMail mail = mail(text);
        assertFalse(mail.isTraced());
        assertTrue(mail.repeatableName("anna").matches("[0-9a-f]{32}\\.eml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RECEIVED: by a ID 1; 29 Nov 2026 19:53:45 GMT\n",
            "Subject: x\nreceived: by a\n with id 1;\n Sun, 29 Nov 2026 19:53:45 +0000 (a (b) c)\n"})
    void otherSpellings(String text) {
        assertTrue(mail(text).isTraced());
    }

    @Test
    void theStoredFormBeginsWithTheHeadersOfTheDelivery() {
        assertEquals("Return-Path: <>\r\nDelivered-To: annaX: y\r\nSubject: x\r\n",
                new String(mail("Subject: x\n").stored("", "anna\r\nX: y"), ISO_8859_1));
    }
}
