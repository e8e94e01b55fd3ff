package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import pop3bridge.deploy.Permissions.Call;
import pop3bridge.deploy.Permissions.Grant;
import pop3bridge.store.encryption.EncryptedObject;
import pop3bridge.store.s3.S3Config;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Stands before a store and enforces policies as AWS does: maps each request to the actions that the documentation of S3
 * names for it, and refuses those that are not allowed. It also plays STS: the credentials of a role are those of the
 * store, with a session token to know them by. And it plays KMS, with one key. All its state belongs to one event loop.
 */
final class GuardedStore implements AutoCloseable {
    private static final String ARN = "arn:aws:s3:::";
    private static final String KMS_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>");

    /** Headers that the signer sets, or that belong to one connection. */
    private static final Set<String> UNSIGNED = Set.of("authorization", "x-amz-security-token", "x-amz-date",
            "x-amz-content-sha256", "host", "connection", "expect");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final S3Config store;
    private final Rules rules;
    private final Map<String, Permissions> sessions = new ConcurrentHashMap<>();
    private final Set<Grant> needed = ConcurrentHashMap.newKeySet();
    private final Set<String> operations = ConcurrentHashMap.newKeySet();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final URI url;

    /**
     * Who may do what.
     *
     * @param own what the server's identity may do
     * @param role what the role may do that it may assume
     * @param kmsKey the ARN of the key that the objects are encrypted with
     */
    record Rules(Permissions own, Permissions role, Optional<String> kmsKey) {}

    GuardedStore(S3Config store, Rules rules) {
        this.store = store;
        this.rules = rules;
        int port = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(request -> request.body().compose(body -> serve(request, body))
                        .onFailure(e -> deny(request, e.toString())))
                .listen(0, "127.0.0.1").await().actualPort();
        url = URI.create("http://127.0.0.1:" + port);
    }

    URI url() {
        return url;
    }

    /** The grants without which a request would have been refused. */
    Set<Grant> needed() {
        return Set.copyOf(needed);
    }

    /** What was refused. */
    Set<String> denied() {
        return new TreeSet<>(denied);
    }

    /** The operations that were requested. */
    Set<String> operations() {
        return new TreeSet<>(operations);
    }

    private Future<Void> serve(HttpServerRequest request, Buffer body) {
        String encoded = Objects.requireNonNull(request.path());
        if (request.getHeader("X-Amz-Target") != null) {
            return decrypt(request);
        }
        if (encoded.equals("/")) {
            return assume(request, fields(body.toString()));
        }
        String path = URLDecoder.decode(encoded.substring(1).replace("+", "%2B"), UTF_8);
        int slash = path.indexOf('/');
        String bucket = slash < 0 ? path : path.substring(0, slash);
        String key = slash < 0 ? "" : path.substring(slash + 1);
        List<Call> calls = calls(request, bucket, key, body.toString());
        return calls.isEmpty() || !allowed(request, calls)
                ? deny(request, request.method() + " " + request.uri() + " " + calls)
                : forward(request, body, bucket);
    }

    private List<Call> calls(HttpServerRequest request, String bucket, String key, String body) {
        List<Call> calls = new ArrayList<>();
        String object = ARN + bucket + "/" + key;
        boolean conditional = request.getHeader("If-Match") != null;
        boolean reads = false;
        boolean writes = false;
        switch (operation(request, key)) {
            case "ListObjectsV2" -> calls.add(
                    new Call("s3:ListBucket", ARN + bucket,
                            Optional.of(Objects.requireNonNull(request.getParam("prefix")))));
            case "GetObject" -> {
                calls.add(Call.of("s3:GetObject", object));
                reads = true;
            }
            case "CopyObject" -> {
                calls.add(Call.of("s3:GetObject", ARN + source(request)));
                calls.add(Call.of("s3:PutObject", object));
                reads = true;
                writes = true;
            }
            case "PutObject" -> {
                calls.add(Call.of("s3:PutObject", object));
                if (conditional) {
                    calls.add(Call.of("s3:GetObject", object));
                }
                writes = true;
            }
            case "DeleteObject" -> {
                calls.add(Call.of("s3:DeleteObject", object));
                if (conditional) {
                    calls.add(Call.of("s3:GetObject", object));
                }
            }
            case "DeleteObjects" -> KEY.matcher(body).results().map(match -> ARN + bucket + "/" + match.group(1))
                    .forEach(one -> {
                        calls.add(Call.of("s3:DeleteObject", one));
                        calls.add(Call.of("s3:GetObject", one));
                    });
            default -> calls.clear();
        }
        boolean decrypts = reads;
        boolean encrypts = writes;
        rules.kmsKey().ifPresent(kms -> {
            if (decrypts) {
                calls.add(Call.of("kms:Decrypt", kms));
            }
            if (encrypts) {
                calls.add(Call.of("kms:GenerateDataKey", kms));
            }
        });
        return calls;
    }

    private String operation(HttpServerRequest request, String key) {
        String operation = switch (request.method().name()) {
            case "GET" -> key.isEmpty() ? "ListObjectsV2" : "GetObject";
            case "PUT" -> request.getHeader("x-amz-copy-source") == null ? "PutObject" : "CopyObject";
            case "DELETE" -> "DeleteObject";
            case "POST" -> key.isEmpty() && request.params().contains("delete") ? "DeleteObjects" : "?";
            default -> "?";
        };
        operations.add(operation);
        return operation;
    }

    private static String source(HttpServerRequest request) {
        String source = URLDecoder.decode(request.getHeader("x-amz-copy-source"), UTF_8);
        return source.startsWith("/") ? source.substring(1) : source;
    }

    /** With the credentials of a session, both the role and the session's policy must allow a call. */
    private boolean allowed(HttpServerRequest request, List<Call> calls) {
        String token = request.getHeader("x-amz-security-token");
        Permissions identity = token == null ? rules.own() : rules.role();
        Permissions session = token == null ? identity : Objects.requireNonNull(sessions.get(token));
        for (Call call : calls) {
            List<Grant> allowing = identity.allowing(call);
            if (allowing.isEmpty() || session.allowing(call).isEmpty()) {
                return false;
            }
            if (allowing.size() == 1) {
                needed.add(allowing.getFirst());
            }
        }
        return true;
    }

    private Future<Void> forward(HttpServerRequest request, Buffer body, String bucket) {
        URI endpoint = store.endpoint().orElseThrow();
        return client.request(new RequestOptions().setMethod(request.method()).setHost(endpoint.getHost())
                .setPort(endpoint.getPort()).setURI(request.uri())).compose(onward -> {
                    signed(request, body).forEach((name, values) -> onward.headers().set(name, values));
                    return onward.send(body);
                }).compose(answer -> answer.body().compose(content -> {
                    boolean missing = answer.statusCode() == 404 && request.method().name().equals("GET");
                    return missing && !allowed(request, List.of(Call.of("s3:ListBucket", ARN + bucket)))
                            ? deny(request, "404 for " + request.uri())
                            : pass(request, answer, content);
                }));
    }

    /** The headers of a request, signed with the store's own key: it knows no session tokens. */
    private Map<String, List<String>> signed(HttpServerRequest request, Buffer body) {
        S3Config.Credentials credentials = store.credentials().orElseThrow();
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.valueOf(request.method().name()))
                .uri(URI.create(store.endpoint().orElseThrow() + request.uri()));
        request.headers().forEach(header -> {
            if (!UNSIGNED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                unsigned.putHeader(header.getKey(), header.getValue());
            }
        });
        return AwsV4HttpSigner.create()
                .sign(signing -> signing.request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArray(body.getBytes()))
                        .identity(AwsCredentialsIdentity.create(credentials.accessKey(),
                                new String(credentials.secretKey().octets(), UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, store.region())
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
                .request().headers();
    }

    private static Future<Void> pass(HttpServerRequest request, HttpClientResponse answer, Buffer content) {
        var response = request.response().setStatusCode(answer.statusCode());
        response.headers().setAll(answer.headers()).remove("Transfer-Encoding").remove("Connection");
        return response.end(content);
    }

    private Future<Void> deny(HttpServerRequest request, String what) {
        denied.add(what);
        return request.response().setStatusCode(403)
                .end("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
    }

    private Future<Void> assume(HttpServerRequest request, Map<String, String> fields) {
        operations.add(fields.getOrDefault("Action", "?"));
        Call call = Call.of("sts:" + fields.get("Action"), fields.getOrDefault("RoleArn", ""));
        if (!allowed(request, List.of(call))) {
            return deny(request, call.toString());
        }
        String token = "session-" + sessions.size();
        sessions.put(token, Permissions.of(new JsonObject(Objects.requireNonNull(fields.get("Policy")))));
        S3Config.Credentials credentials = store.credentials().orElseThrow();
        return request.response().end("""
                <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>%s</AccessKeyId>
                <SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration>
                </Credentials></AssumeRoleResult></AssumeRoleResponse>""".formatted(credentials.accessKey(),
                new String(credentials.secretKey().octets(), UTF_8), token,
                Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS)));
    }

    private Future<Void> decrypt(HttpServerRequest request) {
        String operation = Objects.requireNonNull(request.getHeader("X-Amz-Target")).replaceFirst(".*\\.", "");
        operations.add(operation);
        Call call = Call.of("kms:" + operation, KMS_KEY);
        if (!allowed(request, List.of(call))) {
            denied.add(call.toString());
            return request.response().setStatusCode(400)
                    .end(new JsonObject().put("__type", "AccessDeniedException").encode());
        }
        return request.response().end(
                new JsonObject().put("Plaintext", Base64.getEncoder().encodeToString(EncryptedObject.KEY)).encode());
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new ConcurrentHashMap<>();
        for (String field : form.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), UTF_8));
            }
        }
        return fields;
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
