package pop3bridge.management;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.util.Optional;

/** Who may use the management port. */
sealed interface Access {
    /** What a request is for. */
    enum Purpose {
        /** To learn whether the process lives and is ready. */
        PROBE,
        /** To monitor the server. */
        MONITOR,
        /** To load the status page, which contains nothing of the server. */
        PAGE,
        /** To see and end sessions. */
        OPERATE
    }

    /** Returns the refusal of a request; empty if it is allowed. May block. */
    Optional<Answer> refusal(Request request, Purpose purpose);

    /** Whoever presents the token may do everything. */
    record ByToken(Token token) implements Access {
        @Override
        public Optional<Answer> refusal(Request request, Purpose purpose) {
            return switch (purpose) {
                case PROBE, PAGE -> Optional.empty();
                case MONITOR, OPERATE -> token.refusal(request.authorization());
            };
        }
    }

    /**
     * Whoever is on this machine may do everything. A browser on it must not do so for a page from elsewhere: a page
     * whose host name resolves to this machine (DNS rebinding) is recognized by that name, and another by its origin.
     */
    record ByLoopback() implements Access {
        @Override
        public Optional<Answer> refusal(Request request, Purpose purpose) {
            if (purpose == Purpose.PROBE) {
                return Optional.empty();
            }
            if (request.host().filter(host -> isLoopback(host.host())).isEmpty()) {
                return Optional.of(Answer.text(403,
                        "Use the host name localhost or a loopback address. Other names need a token: set management.token-file."));
            }
            return fromAnotherPage(request);
        }

        private static boolean isLoopback(String host) {
            if (host.equalsIgnoreCase("localhost")) {
                return true;
            }
            try {
                return InetAddress.ofLiteral(host.replaceFirst("^\\[(.*)]$", "$1")).isLoopbackAddress();
            } catch (IllegalArgumentException _) {
                return false;
            }
        }
    }

    /**
     * Whoever has a client certificate may do everything, but a browser that has one must not do so for a page from elsewhere.
     *
     * @param otherwise for those who have none
     */
    record ByCertificate(Access otherwise) implements Access {
        @Override
        public Optional<Answer> refusal(Request request, Purpose purpose) {
            return switch (request.security()) {
                case CERTIFICATE -> fromAnotherPage(request);
                case PLAIN, TLS -> otherwise.refusal(request, purpose);
            };
        }
    }

    /** Whoever has no certificate may only learn whether the process lives and is ready. */
    record ProbesOnly() implements Access {
        @Override
        public Optional<Answer> refusal(Request request, Purpose purpose) {
            return switch (purpose) {
                case PROBE -> Optional.empty();
                case MONITOR, PAGE, OPERATE -> Optional.of(Answer.text(403,
                        "This request needs a client certificate of an authority in management.tls-client-ca."));
            };
        }
    }

    private static Optional<Answer> fromAnotherPage(Request request) {
        return request.method().equals(HttpMethod.GET) || sameOrigin(request)
                ? Optional.empty()
                : Optional.of(Answer.text(403, "This request comes from another web page."));
    }

    /** Browsers tell the origin of a page with each request that may change something; programs do not. */
    private static boolean sameOrigin(Request request) {
        Optional<String> own = request.host().map(host -> origin(request.security(), host));
        return request.origin().map(origin -> own.equals(Optional.of(origin))).orElse(true)
                && request.site().map(site -> site.equals("same-origin") || site.equals("none")).orElse(true);
    }

    private static String origin(Request.Security security, HostAndPort host) {
        return (security == Request.Security.PLAIN ? "http://" : "https://") + host.host()
                + (host.port() < 0 ? "" : ":" + host.port());
    }

    /** Everybody may monitor, and nobody may do more. */
    record MonitoringOnly() implements Access {
        @Override
        public Optional<Answer> refusal(Request request, Purpose purpose) {
            return switch (purpose) {
                case PROBE, MONITOR -> Optional.empty();
                case PAGE, OPERATE -> Optional.of(Answer.text(403,
                        "Only /metrics, /livez and /readyz are available on this address without a token. To use the rest, set "
                                + "management.token-file or management.tls-client-ca, or let management.listen be a loopback address."));
            };
        }
    }
}
