package pop3bridge.store.sizes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pop3bridge.message.Form;
import pop3bridge.store.Entry;
import pop3bridge.store.sizes.SizeIndex.Fingerprint;
import pop3bridge.store.sizes.SizeIndex.Measure;
import pop3bridge.store.sizes.SizeIndex.Sized;

/** The size index as an object. */
class SizeIndexTest {
    private static final int COUNT = 100;

    private static Entry entry(String key, String etag) {
        return new Entry(key, etag, 7, Instant.EPOCH);
    }

    private static Measure of(Form form) {
        return new Measure(form, "");
    }

    private static Fingerprint message(int number) {
        return Fingerprint.of(entry("m" + number, "e"), of(Form.AS_STORED));
    }

    private static byte[] object() {
        return SizeIndex.encode(IntStream.range(0, COUNT).mapToObj(n -> new Sized(message(n), n)).toList())
                .orElseThrow();
    }

    @Test
    void eachMessageIsFoundAndNoOther() {
        SizeIndex index = SizeIndex.decode(object()).orElseThrow();
        assertEquals(COUNT, index.count());
        for (int n = 0; n < COUNT; n++) {
            assertEquals(OptionalLong.of(n), index.find(message(n)));
        }
        assertEquals(OptionalLong.empty(), index.find(message(COUNT)));
    }

    @Test
    void anOverwrittenMessageAndAnotherFormHaveNoSize() {
        Entry message = entry("key", "etag");
        byte[] object = SizeIndex.encode(List.of(new Sized(Fingerprint.of(message, of(Form.AS_STORED)), 5)))
                .orElseThrow();
        SizeIndex index = SizeIndex.decode(object).orElseThrow();
        assertEquals(OptionalLong.of(5), index.find(Fingerprint.of(message, of(Form.AS_STORED))));
        assertEquals(OptionalLong.of(5), index.find(Fingerprint.of(message, of(new Form(false, true, false, false)))),
                "NULs are replaced one by one");
        assertEquals(OptionalLong.empty(), index.find(Fingerprint.of(entry("key", "other"), of(Form.AS_STORED))));
        assertEquals(OptionalLong.empty(), index.find(Fingerprint.of(entry("keye", "tag"), of(Form.AS_STORED))));
        assertEquals(OptionalLong.empty(),
                index.find(Fingerprint.of(message, of(new Form(false, false, false, true)))));
        assertEquals(OptionalLong.empty(), index.find(Fingerprint.of(message, new Measure(Form.AS_STORED, "MARK"))));
    }

    /** Indexes are read by later versions. */
    @Test
    void theFingerprintOfAMessageStaysTheSame() {
        assertEquals(new Fingerprint(0xc5fd9aa2e16ede67L, 0x40db7db67f191c49L),
                Fingerprint.of(entry("key", "etag"), of(Form.AS_STORED)));
    }

    @Test
    void anObjectWithAnyOctetChangedIsNoIndex() {
        byte[] object = object();
        for (int i = 0; i < object.length; i++) {
            byte[] damaged = object.clone();
            damaged[i] ^= 1;
            assertEquals(Optional.empty(), SizeIndex.decode(damaged));
        }
    }

    @Test
    void anObjectOfAnyOtherLengthIsNoIndex() {
        byte[] object = object();
        for (int length = 0; length < object.length; length++) {
            assertEquals(Optional.empty(), SizeIndex.decode(Arrays.copyOf(object, length)));
        }
        assertEquals(Optional.empty(), SizeIndex.decode(Arrays.copyOf(object, object.length + 24)));
    }

    @Test
    void anIndexOfNothingIsOne() {
        assertEquals(0, SizeIndex.decode(SizeIndex.encode(List.of()).orElseThrow()).orElseThrow().count());
    }

    @Test
    void aSizeThatCannotBeIsNone() {
        byte[] object = SizeIndex.encode(List.of(new Sized(message(1), -1))).orElseThrow();
        assertEquals(OptionalLong.empty(), SizeIndex.decode(object).orElseThrow().find(message(1)));
    }

    @Test
    void anIndexWouldRatherNotBeThanBeTooLarge() {
        Sized one = new Sized(message(1), 1);
        assertTrue(SizeIndex.encode(new java.util.AbstractList<Sized>() {
            @Override
            public Sized get(int index) {
                return one;
            }

            @Override
            public int size() {
                return SizeIndex.MAX_OCTETS / 24;
            }
        }).isEmpty());
    }
}
