package pop3bridge.store.s3.http;

import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads XML without document types and external entities. */
public final class Xml {
    private static final XMLInputFactory FACTORY = factory();

    private Xml() {}

    /** Reads a document. */
    public interface Parser<T> {
        /** Returns what the document says. */
        T parse(XMLStreamReader reader) throws XMLStreamException;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /**
     * Parses a document; adjacent texts are one event.
     *
     * @throws XMLStreamException if it is malformed or breaks off
     */
    public static <T> T parse(InputStream xml, Parser<T> parser) throws XMLStreamException {
        return parser.parse(FACTORY.createXMLStreamReader(xml));
    }
}
