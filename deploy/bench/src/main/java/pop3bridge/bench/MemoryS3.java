package pop3bridge.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of S3 that pop3bridge uses, in memory: objects, ranges, conditional requests, listings, DeleteObjects and CopyObject.
 * It checks no signatures. All requests are carried out on one event loop, and are therefore atomic.
 *
 * <p>Two requests are its own: {@code PUT /-/latency?milliseconds=20} delays each later answer, and {@code PUT
 * /-/fill?prefix=bucket/mail/anna/&count=1000} stores the body under so many keys.
 */
public final class MemoryS3 {
    private static final int PAGE = 1000;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final Pattern DELETED = Pattern.compile("<Object>(.*?)</Object>", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>", Pattern.DOTALL);
    private static final Pattern ETAG = Pattern.compile("<ETag>(.*?)</ETag>", Pattern.DOTALL);
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();

    /** By bucket, a slash and the key. */
    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private Duration latency = Duration.ZERO;

    private record Stored(Buffer octets, String etag, Instant modified) {
        private Stored(Buffer octets) {
            this(octets, '"' + md5(octets) + '"', Instant.now().truncatedTo(ChronoUnit.SECONDS));
        }
    }

    private record Answer(int status, Map<String, String> headers, Buffer body) {
        private static Answer of(int status) {
            return new Answer(status, Map.of(), Buffer.buffer());
        }

        private static Answer of(int status, String xml) {
            return new Answer(status, Map.of("Content-Type", "application/xml"),
                    Buffer.buffer("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml));
        }

        private static Answer error(int status, String code) {
            return of(status, "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
        }
    }

    private MemoryS3() {}

    /** Listens on a free port of 127.0.0.1, prints its URL, and serves until the process is stopped. */
    public static void main(String[] args) {
        MemoryS3 store = new MemoryS3();
        int port = store.vertx.createHttpServer().requestHandler(store::serve).listen(0, "127.0.0.1").await()
                .actualPort();
        System.out.println("http://127.0.0.1:" + port);
    }

    private void serve(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            if (latency.isZero() || request.uri().startsWith("/-/")) {
                send(request.response(), answer(request, body));
            } else {
                vertx.setTimer(latency.toMillis(), _ -> send(request.response(), answer(request, body)));
            }
        }).onFailure(_ -> request.response().reset());
    }

    private static void send(HttpServerResponse response, Answer answer) {
        answer.headers().forEach(response::putHeader);
        var _ = response.putHeader("Date", HTTP_DATE.format(Instant.now())).setStatusCode(answer.status())
                .end(answer.body());
    }

    private Answer answer(HttpServerRequest request, Buffer body) {
        String name = URI.create(request.uri()).getPath().substring(1);
        if (name.startsWith("-/")) {
            return order(name, request, body);
        }
        return name.indexOf('/') < 0 || name.indexOf('/') == name.length() - 1
                ? ofBucket(name, request, body)
                : ofObject(name, request, body);
    }

    private Answer order(String name, HttpServerRequest request, Buffer body) {
        switch (name) {
            case "-/latency" -> latency = Duration.ofMillis(number(request, "milliseconds"));
            case "-/fill" -> fill(Objects.requireNonNull(request.getParam("prefix")), number(request, "count"), body);
            default -> {
                return Answer.of(404);
            }
        }
        return Answer.of(200);
    }

    private Answer ofBucket(String bucket, HttpServerRequest request, Buffer body) {
        if (request.method().equals(HttpMethod.GET) && request.getParam("list-type") != null) {
            return list(bucket, request);
        }
        return request.method().equals(HttpMethod.POST) && request.getParam("delete") != null
                ? deleteAll(bucket, body.toString())
                : Answer.error(501, "NotImplemented");
    }

    private Answer ofObject(String name, HttpServerRequest request, Buffer body) {
        return switch (request.method().name()) {
            case "GET" -> get(name, request);
            case "PUT" -> request.getHeader("x-amz-copy-source") == null
                    ? put(name, request, body)
                    : copy(name, request);
            case "DELETE" -> delete(name, request);
            default -> Answer.error(501, "NotImplemented");
        };
    }

    private static int number(HttpServerRequest request, String parameter) {
        return Integer.parseInt(request.getParam(parameter));
    }

    private void fill(String prefix, int count, Buffer body) {
        Stored stored = new Stored(body);
        for (int number = 0; number < count; number++) {
            objects.put(prefix + "%07d".formatted(number), stored);
        }
    }

    private Answer get(String name, HttpServerRequest request) {
        Stored stored = objects.get(name);
        if (stored == null) {
            return Answer.error(404, "NoSuchKey");
        }
        if (!matches(request.getHeader("If-Match"), stored)) {
            return Answer.error(412, "PreconditionFailed");
        }
        Map<String, String> headers = new TreeMap<>(Map.of("ETag", stored.etag(), "Last-Modified",
                HTTP_DATE.format(stored.modified()), "Accept-Ranges", "bytes"));
        int length = stored.octets().length();
        Matcher range = RANGE.matcher(Objects.requireNonNullElse(request.getHeader("Range"), ""));
        if (!range.matches()) {
            return new Answer(200, headers, stored.octets());
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2).isEmpty() ? length - 1 : Math.min(Integer.parseInt(range.group(2)), length - 1);
        if (first > last) {
            return Answer.error(416, "InvalidRange");
        }
        headers.put("Content-Range", "bytes " + first + "-" + last + "/" + length);
        return new Answer(206, headers, stored.octets().slice(first, last + 1));
    }

    private static boolean matches(@Nullable String condition, Stored stored) {
        return condition == null || condition.replace("\"", "").equals(stored.etag().replace("\"", ""));
    }

    private Answer put(String name, HttpServerRequest request, Buffer body) {
        Stored before = objects.get(name);
        if (request.getHeader("If-None-Match") != null && before != null) {
            return Answer.error(412, "PreconditionFailed");
        }
        if (request.getHeader("If-Match") != null && before == null) {
            return Answer.error(404, "NoSuchKey");
        }
        if (before != null && !matches(request.getHeader("If-Match"), before)) {
            return Answer.error(412, "PreconditionFailed");
        }
        Stored stored = new Stored(body);
        objects.put(name, stored);
        return new Answer(200, Map.of("ETag", stored.etag()), Buffer.buffer());
    }

    private Answer copy(String name, HttpServerRequest request) {
        String source = URLDecoder.decode(request.getHeader("x-amz-copy-source"), StandardCharsets.UTF_8);
        Stored stored = objects.get(source.startsWith("/") ? source.substring(1) : source);
        if (stored == null) {
            return Answer.error(404, "NoSuchKey");
        }
        if (!matches(request.getHeader("x-amz-copy-source-if-match"), stored)) {
            return Answer.error(412, "PreconditionFailed");
        }
        objects.put(name, new Stored(stored.octets()));
        return Answer.of(200, "<CopyObjectResult><ETag>" + stored.etag() + "</ETag></CopyObjectResult>");
    }

    private Answer delete(String name, HttpServerRequest request) {
        Stored stored = objects.get(name);
        if (stored == null) {
            return request.getHeader("If-Match") == null ? Answer.of(204) : Answer.error(404, "NoSuchKey");
        }
        if (!matches(request.getHeader("If-Match"), stored)) {
            return Answer.error(412, "PreconditionFailed");
        }
        objects.remove(name);
        return Answer.of(204);
    }

    private Answer deleteAll(String bucket, String body) {
        StringBuilder xml = new StringBuilder("<DeleteResult>");
        DELETED.matcher(body).results().forEach(object -> {
            String key = text(KEY, object.group(1));
            Stored stored = objects.get(under(bucket) + key);
            String etag = text(ETAG, object.group(1));
            if (stored != null && !etag.isEmpty() && !matches(etag, stored)) {
                xml.append("<Error><Key>").append(escaped(key))
                        .append("</Key><Code>PreconditionFailed</Code><Message>etag</Message></Error>");
            } else {
                objects.remove(under(bucket) + key);
                xml.append("<Deleted><Key>").append(escaped(key)).append("</Key></Deleted>");
            }
        });
        return Answer.of(200, xml.append("</DeleteResult>").toString());
    }

    private static String text(Pattern element, String xml) {
        Matcher matcher = element.matcher(xml);
        return matcher.find()
                ? matcher.group(1).replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")
                        .replace("&amp;", "&")
                : "";
    }

    private Answer list(String bucket, HttpServerRequest request) {
        String prefix = under(bucket) + Objects.requireNonNullElse(request.getParam("prefix"), "");
        String token = request.getParam("continuation-token");
        String after = request.getParam("start-after");
        String from = token == null && after != null ? under(bucket) + after : token;
        int most = request.getParam("max-keys") == null ? PAGE : Math.min(PAGE, number(request, "max-keys"));
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        int count = 0;
        String last = "";
        boolean more = false;
        for (Map.Entry<String, Stored> entry : objects.tailMap(from == null ? prefix : from, from == null)
                .entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (count == most) {
                more = true;
                break;
            }
            Stored stored = entry.getValue();
            last = entry.getKey();
            xml.append("<Contents><Key>").append(escaped(last.substring(under(bucket).length())))
                    .append("</Key><LastModified>").append(stored.modified()).append("</LastModified><ETag>")
                    .append(escaped(stored.etag())).append("</ETag><Size>").append(stored.octets().length())
                    .append("</Size><StorageClass>STANDARD</StorageClass></Contents>");
            count++;
        }
        xml.append("<KeyCount>").append(count).append("</KeyCount><IsTruncated>").append(more)
                .append("</IsTruncated>");
        if (more) {
            xml.append("<NextContinuationToken>").append(escaped(last)).append("</NextContinuationToken>");
        }
        return Answer.of(200, xml.append("</ListBucketResult>").toString());
    }

    private static String under(String bucket) {
        return bucket.endsWith("/") ? bucket : bucket + "/";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String md5(Buffer octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(octets.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
