package pop3bridge.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import pop3bridge.net.ClientAddress;
import pop3bridge.net.ClientSocket;
import pop3bridge.net.CountedLog;
import pop3bridge.net.LogText;
import pop3bridge.net.Timing;
import pop3bridge.net.TlsHandshake;
import pop3bridge.pop3.LoginFailure;
import pop3bridge.pop3.SessionSummary;
import pop3bridge.pop3.sasl.TlsSession;

/** The log lines of connections, shared by all. What strangers can cause at will is counted where it becomes too much. */
final class ConnectionLog {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** How many failed logins of one address are written in a minute. */
    private static final int FAILURES_PER_MINUTE = 5;

    private final UserNames names;
    private final CountedLog counted;

    ConnectionLog(UserNames names, Timing timing) {
        this.names = names;
        this.counted = new CountedLog(timing, FAILURES_PER_MINUTE);
    }

    void login(String id, ClientSocket socket, SessionSummary summary, Duration since) {
        log.atInfo().addKeyValue("session", id)
                .addKeyValue("user", LogText.safe(summary.user().orElse("")))
                .addKeyValue("method", summary.method())
                .addKeyValue("tls", summary.tls().map(TlsSession::description).orElse("off"))
                .addKeyValue("remote", host(socket.remote()))
                .addKeyValue("local", socket.local())
                .addKeyValue("messages", summary.messages())
                .addKeyValue("seconds", since.toMillis() / 1000.0)
                .log("login");
    }

    void ended(String id, SessionEnd end, SessionSummary summary, ReplyWriter replies) {
        summary.user().ifPresent(user -> {
            LoggingEventBuilder line = log.atInfo().addKeyValue("session", id)
                    .addKeyValue("user", LogText.safe(user))
                    .addKeyValue("end", end.label())
                    .addKeyValue("top", replies.topped())
                    .addKeyValue("retr", replies.retrieved())
                    .addKeyValue("del", summary.removed() + "/" + summary.messages());
            summary.uidlChange().map(change -> line.addKeyValue("uidl_change", change)).orElse(line)
                    .log("session ended");
        });
    }

    void refused(String id, InetSocketAddress remote, LoginFailure failure) {
        counted("refused", remote, line -> withDetail(failure, line.addKeyValue("session", id)
                .addKeyValue("user", failure.user().map(names::tried).orElse(""))
                .addKeyValue("method", failure.method())
                .addKeyValue("reason", failure.reason().label())), "login refused");
    }

    private static LoggingEventBuilder withDetail(LoginFailure failure, LoggingEventBuilder line) {
        return failure.detail().map(detail -> line.addKeyValue("detail", LogText.safe(detail))).orElse(line);
    }

    void handshakeFailed(InetSocketAddress remote, TlsHandshake.Result.Failed failed) {
        counted("handshake", remote, line -> line.addKeyValue("reason", failed.kind().label())
                .addKeyValue("why", LogText.safe(failed.why())), "TLS handshake failed");
    }

    void unexpectedTls(InetSocketAddress remote) {
        counted("unexpected", remote, line -> line,
                "client began TLS on a port that does not serve it from the first octet");
    }

    void notAProxy(InetSocketAddress remote, String why) {
        counted("proxy", remote, line -> line.addKeyValue("why", why), "connection closed, PROXY header expected");
    }

    private interface Details {
        LoggingEventBuilder addTo(LoggingEventBuilder line);
    }

    private void counted(String kind, InetSocketAddress remote, Details details, String message) {
        counted.leftOutBefore(kind + " " + ClientAddress.of(remote.getAddress())).ifPresent(leftOut -> {
            LoggingEventBuilder line = details.addTo(log.atInfo()).addKeyValue("remote", host(remote));
            (leftOut == 0 ? line : line.addKeyValue("repeats", leftOut)).log(message);
        });
    }

    private static String host(InetSocketAddress remote) {
        return remote.getAddress().getHostAddress();
    }
}
