package pop3bridge.store.s3.http;

import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * Reads XML without document types and external entities. The parser leaves buffers of 24 KiB with its thread, so it
 * gets a thread of its own instead of the session's, which lives for long.
 */
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
     * @throws AbortedException if this thread is interrupted
     */
    public static <T> T parse(InputStream xml, Parser<T> parser) throws XMLStreamException {
        FutureTask<T> task = new FutureTask<>(() -> parser.parse(FACTORY.createXMLStreamReader(xml)));
        Thread.ofVirtual().name("xml").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case XMLStreamException malformed -> throw malformed;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
