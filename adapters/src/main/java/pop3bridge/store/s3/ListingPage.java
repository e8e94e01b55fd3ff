package pop3bridge.store.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore.Page;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.s3.http.Answer;
import pop3bridge.store.s3.http.Xml;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** Reads a page of a listing, and refuses an incomplete one: a message missing from a listing would be lost mail. */
final class ListingPage {
    /** The length of a page in octets: 1,000 keys of 1,024 octets, each encoded as three, with their properties. */
    private static final int LONGEST = 8 * 1024 * 1024;

    private final Map<String, String> properties = new HashMap<>();
    private final List<Map<String, String>> objects = new ArrayList<>();

    private ListingPage() {}

    /**
     * Reads the response.
     *
     * @throws IOException if it breaks off, or is longer than a page can be
     * @throws XMLStreamException if it is not XML
     */
    static ListingPage of(Answer answer) throws IOException, XMLStreamException {
        byte[] xml = answer.body().readNBytes(LONGEST);
        if (xml.length == LONGEST) {
            throw new IOException("a page of a listing is longer than " + LONGEST + " octets");
        }
        answer.discard();
        return Xml.parse(new ByteArrayInputStream(xml), ListingPage::parsed);
    }

    private static ListingPage parsed(XMLStreamReader xml) throws XMLStreamException {
        ListingPage page = new ListingPage();
        xml.nextTag();
        while (xml.nextTag() == XMLStreamReader.START_ELEMENT) {
            String name = xml.getLocalName();
            switch (name) {
                case "Contents" -> page.objects.add(object(xml));
                case "IsTruncated", "NextContinuationToken", "EncodingType" ->
                    page.properties.put(name, xml.getElementText());
                default -> skip(xml);
            }
        }
        return page;
    }

    private static Map<String, String> object(XMLStreamReader xml) throws XMLStreamException {
        Map<String, String> object = new HashMap<>();
        while (xml.nextTag() == XMLStreamReader.START_ELEMENT) {
            String name = xml.getLocalName();
            switch (name) {
                case "Key", "ETag", "Size", "LastModified" -> object.put(name, xml.getElementText());
                default -> skip(xml);
            }
        }
        return object;
    }

    private static void skip(XMLStreamReader xml) throws XMLStreamException {
        int depth = 1;
        while (depth > 0) {
            switch (xml.next()) {
                case XMLStreamReader.START_ELEMENT -> depth++;
                case XMLStreamReader.END_ELEMENT -> depth--;
                default -> {
                }
            }
        }
    }

    /** Returns whether XML may have changed a key: a CR becomes an LF if the store does not escape it. */
    boolean hasLineFeeds() {
        return objects.stream().anyMatch(object -> object.getOrDefault("Key", "").contains("\n"));
    }

    /**
     * Returns the entries.
     *
     * @throws StoreException {@code UNAVAILABLE} if the response is not a listing or lacks the next page's token,
     * {@code NOT_IMPLEMENTED} if it lacks a part of an entry
     */
    Page page() throws StoreException {
        boolean encoded = "url".equals(properties.get("EncodingType"));
        List<Entry> entries = new ArrayList<>(objects.size());
        for (Map<String, String> object : objects) {
            entries.add(entry(object, encoded));
        }
        return new Page(entries, next());
    }

    private static Entry entry(Map<String, String> object, boolean encoded) throws StoreException {
        String key = object.get("Key");
        String etag = object.get("ETag");
        Long size = size(object.get("Size"));
        Instant written = time(object.get("LastModified"));
        if (key == null || etag == null || size == null || written == null) {
            throw new StoreException(Reason.NOT_IMPLEMENTED, "LIST: object without key, ETag, size or date");
        }
        return new Entry(encoded ? SdkHttpUtils.urlDecode(key) : key, etag, size, written);
    }

    private static @Nullable Long size(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException _) {
            return null;
        }
    }

    /** Returns the token of the next page. A response that is not a listing, such as a proxy's error page, must not be taken for an empty listing. */
    private Optional<String> next() throws StoreException {
        String truncated = properties.getOrDefault("IsTruncated", "");
        if (!truncated.equals("true") && !truncated.equals("false")) {
            throw new StoreException(Reason.UNAVAILABLE, "LIST: the response is not a listing");
        }
        String token = properties.get("NextContinuationToken");
        if (truncated.equals("true") && token == null) {
            throw new StoreException(Reason.UNAVAILABLE, "LIST: truncated response without continuation token");
        }
        return truncated.equals("true") ? Optional.ofNullable(token) : Optional.empty();
    }
}
