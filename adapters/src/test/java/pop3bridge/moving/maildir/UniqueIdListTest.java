package pop3bridge.moving.maildir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.moving.maildir.UniqueIdList.Known;

/** The lists that POP3 servers keep beside a Maildir. */
class UniqueIdListTest {
    private static final UidlFormat FORMAT = UidlFormat.parse(UidlFormat.DEFAULT);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private DovecotUidList dovecot(String text) throws IOException {
        return DovecotUidList.read(Files.writeString(folder.resolve("list"), text), FORMAT);
    }

    private CourierSizeList courier(String text) throws IOException {
        return CourierSizeList.read(Files.writeString(folder.resolve("list"), text));
    }

    private static void assertId(String uniqueId, Optional<Known> known) {
        assertEquals(Optional.of(uniqueId), known.flatMap(Known::uniqueId));
    }

    @Test
    void dovecotsListHasUids() throws Exception {
        UniqueIdList list = dovecot("""
                3 V1700000000 N9 G1234
                1 :1.M1.host,S=1:2,S
                2 W12 Pold-id :2.M1.host
                5 Gguid O3 W1 :3.M1.host:2,
                7 O2 PX :4.M1.host
                """);
        assertId("000000016553f100", list.of("1.M1.host,S=1"));
        assertId("old-id", list.of("2.M1.host"));
        assertId("000000056553f100", list.of("3.M1.host"));
        assertEquals(Optional.empty(), list.of("5.M1.host"));
        List<Long> places = List.of("4.M1.host", "3.M1.host", "1.M1.host,S=1", "2.M1.host").stream()
                .map(base -> list.of(base).orElseThrow().place()).toList();
        assertEquals(places.stream().sorted().toList(), places);
        assertEquals(OptionalLong.of(7), list.of("4.M1.host").orElseThrow().uid());
    }

    @Test
    void theFormatMayNameTheFileOrTheGuid() throws Exception {
        Path file = Files.writeString(folder.resolve("list"), "3 V1 N3\n1 :a:2,S\n2 Gg :b\n");
        assertId("a", DovecotUidList.read(file, UidlFormat.parse("%f")).of("a"));
        assertId("a", DovecotUidList.read(file, UidlFormat.parse("%g")).of("a"));
        assertId("g", DovecotUidList.read(file, UidlFormat.parse("%g")).of("b"));
    }

    @Test
    void dovecotsFirstListHasThemToo() throws Exception {
        assertId("000000026553f100", dovecot("1 1700000000 3\n1 a\n2 b:2,S\n").of("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2 V1 N1\n", "3 N1\n", "1 x y\n", "3 V1 N2\nx :a\n", "3 V1 N2\n1 a\n",
            "3 V1 N2\n1 :a/b\n",
            "3 V99999999999 N2\n", "/1 2 3\n"})
    void aBrokenListIsReported(String text) {
        IOException e = assertThrows(IOException.class, () -> dovecot(text));
        assertTrue(String.valueOf(e.getMessage()).contains("list: "), e.getMessage());
    }

    @Test
    void couriersListHasNumbers() throws Exception {
        for (String version : List.of("/2 5 1700000000", "/3 5 1700000000")) {
            String utf8 = version.startsWith("/3") ? ":0" : "";
            UniqueIdList list = courier(version + "\n1.host,S=1:2,S 12 3:1700000000" + utf8 + "\n2.host 12 4:0" + utf8
                    + "\n3'é.host:2, 12 0:0" + utf8 + "\nwith space 12 5:1" + utf8 + "\n");
            assertId("UID3-1700000000", list.of("1.host,S=1"));
            assertId("UID4", list.of("2.host"));
            assertId("3+27+C3+A9.host", list.of("3'é.host"));
            assertId("UID5-1", list.of("with space"));
            assertEquals(Optional.empty(), list.of("4.host"));
        }
    }

    @Test
    void couriersOlderListsHaveThemToo() throws Exception {
        assertId("UID3", courier("/1 5\n1.host 12 3\n").of("1.host"));
        assertId("1.host,S+2B1", courier("1.host,S+1:2,S 12\n").of("1.host,S+1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/4 1 2\n", "/x\n", "/2 1 2\na\n", "/2 1 2\na b\n", "3 V1 N2\n"})
    void aBrokenListOfCourierIsReported(String text) {
        assertThrows(IOException.class, () -> courier(text));
    }
}
