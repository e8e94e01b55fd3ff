package pop3bridge.management;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What a request says, read on the event loop.
 *
 * @param host the host that the client believes to talk to, with a port if it is not the default
 * @param parameters the values of each query parameter
 */
record Request(HttpMethod method, String path, Map<String, List<String>> parameters, Optional<HostAndPort> host,
        Optional<String> authorization, Optional<String> origin, Optional<String> site, Security security) {
    /** How the request was sent. */
    enum Security {
        PLAIN,
        TLS,
        /** Over TLS, by a client with a certificate of a trusted authority. */
        CERTIFICATE
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if its query is not valid
     */
    static Request of(HttpServerRequest request) {
        Map<String, List<String>> parameters = request.params().names().stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, name -> request.params().getAll(name)));
        return new Request(request.method(), String.valueOf(request.path()), parameters,
                Optional.ofNullable(request.authority()), header(request, "Authorization"), header(request, "Origin"),
                header(request, "Sec-Fetch-Site"), security(request));
    }

    private static Security security(HttpServerRequest request) {
        if (!request.isSSL()) {
            return Security.PLAIN;
        }
        try {
            return request.sslSession().getPeerCertificates().length > 0 ? Security.CERTIFICATE : Security.TLS;
        } catch (SSLPeerUnverifiedException _) {
            return Security.TLS;
        }
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** Returns the value of a parameter that is given once; empty if it is absent or given several times. */
    Optional<String> parameter(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }
}
