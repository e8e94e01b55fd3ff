package pop3bridge.store.s3.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns an error response into the SDK's exception. Its body is XML, if it comes from the store and not from a proxy. */
final class Refusals {
    /** The maximum number of octets that are read of an error response. */
    private static final int MOST = 64 * 1024;

    private Refusals() {}

    static SdkServiceException of(SdkHttpResponse head, Answer answer) {
        Map<String, String> body = Map.of();
        try {
            byte[] octets = answer.body().readNBytes(MOST);
            body = texts(octets);
            if (octets.length < MOST) {
                answer.discard();
            } else {
                answer.abort();
            }
        } catch (IOException _) {
            answer.abort();
        }
        String code = body.getOrDefault("Code", "");
        return (SdkServiceException) S3Exception.builder().statusCode(head.statusCode())
                .requestId(head.firstMatchingHeader("x-amz-request-id").orElse(body.get("RequestId")))
                .awsErrorDetails(AwsErrorDetails.builder().serviceName("S3").sdkHttpResponse(head)
                        .errorCode(code.isEmpty() ? null : code).errorMessage(body.get("Message")).build())
                .build();
    }

    /** Returns the elements of an {@code <Error>}; what precedes a syntax error counts. */
    private static Map<String, String> texts(byte[] xml) {
        Map<String, String> texts = new HashMap<>();
        if (xml.length == 0) {
            return texts;
        }
        try {
            return Xml.parse(new ByteArrayInputStream(xml), reader -> {
                String name = "";
                while (reader.hasNext()) {
                    int event = reader.next();
                    if (event == XMLStreamConstants.START_ELEMENT) {
                        name = reader.getLocalName();
                    } else if (event == XMLStreamConstants.CHARACTERS) {
                        texts.putIfAbsent(name, reader.getText());
                    }
                }
                return texts;
            });
        } catch (XMLStreamException _) {
            return texts;
        }
    }
}
