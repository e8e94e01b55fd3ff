package pop3bridge.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.message.Form;

/**
 * The contract of the maildrop port, implemented by a test class for each implementation. Each test has its own,
 * initially empty maildrop.
 */
public interface MaildropContract extends FormContract {
    /** One message of every kind that is stored somewhere. */
    static List<byte[]> mail() {
        return Stream.of(
                "Subject: plain\r\n\r\nHello.\r\n",
                "Subject: LF\n\n.dots\n..\n.\nend",
                ".\r\nthe first octet is a dot\r\n",
                "Subject: CR\r\n\r\na lone CR at the end\r",
                "Subject: octets\r\n\r\n\0\u0001\u00e4\u00ff\r\r\n\n\n",
                "no line end at all",
                "\n",
                "Subject: long\n\n" + "0123456789 abcdefghij\n".repeat(20_000))
                .map(text -> text.getBytes(ISO_8859_1)).toList();
    }

    @Test
    default void anEmptyMaildropHasNoMessages() throws Exception {
        try (Maildrop maildrop = open()) {
            assertEquals(0, maildrop.count());
            assertEquals(0, maildrop.sizes(List.of()).length);
        }
    }

    @Test
    default void manyMessagesAreAllThere() throws Exception {
        List<byte[]> many = IntStream.range(0, 60).mapToObj(n -> "Subject: " + n + "\r\n\r\n")
                .map(text -> text.getBytes(ISO_8859_1)).toList();
        deliver(many);
        try (Maildrop maildrop = open()) {
            assertContents(many, maildrop);
        }
    }

    @Test
    default void messagesAreNumberedInOrderOfArrival() throws Exception {
        deliver(mail());
        try (Maildrop maildrop = open()) {
            assertContents(mail(), maildrop);
        }
    }

    @Test
    default void mailThatArrivesLaterIsSeenByTheNextSession() throws Exception {
        List<byte[]> first = mail().subList(0, 2);
        List<byte[]> later = mail().subList(2, 4);
        deliver(first);
        try (Maildrop maildrop = open()) {
            deliver(later);
            assertContents(first, maildrop);
        }
        try (Maildrop maildrop = open()) {
            assertContents(mail().subList(0, 4), maildrop);
        }
    }

    @Test
    default void sizesAreThoseOnTheWire() throws Exception {
        deliver(mail());
        long[] expected = mail().stream().mapToLong(FormContract::wireSize).toArray();
        try (Maildrop maildrop = open()) {
            assertArrayEquals(expected, maildrop.sizes(FormContract.numbers(expected.length)));
            assertArrayEquals(new long[]{expected[3], expected[0]}, maildrop.sizes(List.of(4, 1)));
        }
    }

    @Test
    default void aSizeThatComesWithTheContentIsTheSameSize() throws Exception {
        deliver(mail());
        try (Maildrop maildrop = open()) {
            for (int asked = 0; asked < 2; asked++) {
                for (int number = 1; number <= maildrop.count(); number++) {
                    long expected = FormContract.wireSize(mail().get(number - 1));
                    try (Content content = maildrop.open(number)) {
                        assertEquals(expected, content.size().orElse(expected), "message " + number);
                    }
                }
                maildrop.sizes(FormContract.numbers(maildrop.count()));
            }
        }
    }

    @Test
    default void whatIsOpenedForItsBeginningIsTheWholeMessage() throws Exception {
        List<byte[]> mail = new ArrayList<>(mail());
        mail.add("0123456789 abcde\r\n".repeat(40_000).getBytes(ISO_8859_1));
        deliver(mail);
        try (Maildrop maildrop = open()) {
            for (int number = 1; number <= maildrop.count(); number++) {
                try (Content beginning = maildrop.openBeginning(number)) {
                    assertArrayEquals(mail.get(number - 1), FormContract.readAll(beginning), "message " + number);
                }
            }
        }
    }

    @Test
    default void aMeasuredSizeIsTheSizeFromThenOn() throws Exception {
        deliver(mail());
        long[] expected = mail().stream().mapToLong(FormContract::wireSize).toArray();
        try (Maildrop maildrop = open()) {
            for (int number = 1; number <= maildrop.count(); number++) {
                try (Content content = maildrop.open(number)) {
                    FormContract.readAll(content);
                    content.measured(expected[number - 1]);
                }
            }
            assertArrayEquals(expected, maildrop.sizes(FormContract.numbers(expected.length)));
        }
        try (Maildrop maildrop = open()) {
            assertArrayEquals(expected, maildrop.sizes(FormContract.numbers(expected.length)));
        }
    }

    @Test
    default void aMessageCanBeReadAgainAndLeftInTheMiddle() throws Exception {
        byte[] message = mail().getLast();
        deliver(List.of(message));
        try (Maildrop maildrop = open()) {
            try (Content content = maildrop.open(1)) {
                byte[] buffer = new byte[10];
                int count = content.read(buffer);
                assertTrue(count > 0 && count <= buffer.length, "read " + count);
            }
            assertContents(List.of(message), maildrop);
            assertContents(List.of(message), maildrop);
        }
    }

    @Test
    default void uniqueIdsAreWellFormedUniqueAndStable() throws Exception {
        List<byte[]> mail = new ArrayList<>(mail());
        mail.addAll(mail());
        deliver(mail);
        List<String> uniqueIds;
        try (Maildrop maildrop = open()) {
            uniqueIds = uniqueIds(maildrop);
        }
        assertEquals(mail.size(), new HashSet<>(uniqueIds).size(), () -> "not unique: " + uniqueIds);
        for (String uniqueId : uniqueIds) {
            assertTrue(uniqueId.matches("[\\x21-\\x7E]{1,70}"), uniqueId);
        }
        try (Maildrop maildrop = open()) {
            assertEquals(uniqueIds, uniqueIds(maildrop));
        }
    }

    @Test
    default void onlyOneSessionHasTheLock() throws Exception {
        deliver(mail());
        try (Maildrop _ = open()) {
            MaildropException refused = assertThrows(MaildropException.class, this::open);
            assertEquals(Reason.IN_USE, refused.reason());
            assertTrue(String.valueOf(refused.getMessage()).contains("lock"), refused.getMessage());
        }
        try (Maildrop maildrop = open()) {
            assertContents(mail(), maildrop);
        }
    }

    @Test
    default void ofManyAtOnceExactlyOneGetsTheLock() throws Exception {
        deliver(mail());
        int many = 8;
        CyclicBarrier start = new CyclicBarrier(many);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Maildrop>> opening = Stream.generate(() -> threads.submit(() -> {
                start.await();
                return open();
            })).limit(many).toList();
            List<Maildrop> winners = new ArrayList<>();
            for (Future<Maildrop> one : opening) {
                try {
                    winners.add(one.get());
                } catch (ExecutionException e) {
                    assertEquals(Reason.IN_USE, assertInstanceOf(MaildropException.class, e.getCause()).reason());
                }
            }
            winners.forEach(Maildrop::close);
            assertEquals(1, winners.size());
        }
    }

    @Test
    default void closeReleasesAndRemovesNothing() throws Exception {
        deliver(mail());
        for (int i = 0; i < 3; i++) {
            try (Maildrop maildrop = open()) {
                assertEquals(mail().size(), maildrop.count());
            }
        }
    }

    @Test
    default void removeTakesThoseMessagesAndNoOther() throws Exception {
        deliver(mail());
        List<String> uniqueIds;
        try (Maildrop maildrop = open()) {
            uniqueIds = uniqueIds(maildrop);
            maildrop.remove(List.of(2, 3, 7));
        }
        List<byte[]> left = new ArrayList<>();
        List<String> idsLeft = new ArrayList<>();
        for (int number = 1; number <= mail().size(); number++) {
            if (number != 2 && number != 3 && number != 7) {
                left.add(mail().get(number - 1));
                idsLeft.add(uniqueIds.get(number - 1));
            }
        }
        try (Maildrop maildrop = open()) {
            assertContents(left, maildrop);
            assertEquals(idsLeft, uniqueIds(maildrop));
        }
    }

    @Test
    default void removeTakesAll() throws Exception {
        deliver(mail());
        try (Maildrop maildrop = open()) {
            maildrop.remove(FormContract.numbers(maildrop.count()));
        }
        try (Maildrop maildrop = open()) {
            assertEquals(0, maildrop.count());
        }
    }

    @Test
    default void aUniqueIdIsNotUsedAgainForOtherMail() throws Exception {
        deliver(List.of(mail().get(0)));
        List<String> before;
        try (Maildrop maildrop = open()) {
            before = uniqueIds(maildrop);
            maildrop.remove(List.of(1));
        }
        deliver(List.of(mail().get(1)));
        try (Maildrop maildrop = open()) {
            assertTrue(Collections.disjoint(before, uniqueIds(maildrop)), () -> "used again: " + before);
        }
    }

    private Maildrop open() throws MaildropException {
        return maildrops().open(account(), Opening.of("test", Form.AS_STORED));
    }

    private static void assertContents(List<byte[]> expected, Maildrop maildrop) throws Exception {
        assertEquals(expected.size(), maildrop.count());
        for (int number = 1; number <= maildrop.count(); number++) {
            try (Content content = maildrop.open(number)) {
                assertArrayEquals(expected.get(number - 1), FormContract.readAll(content), "message " + number);
            }
        }
    }

    private static List<String> uniqueIds(Maildrop maildrop) {
        return IntStream.rangeClosed(1, maildrop.count()).mapToObj(maildrop::uniqueId).toList();
    }
}
