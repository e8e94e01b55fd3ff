package pop3bridge.ldap;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** OpenLDAP's server as a process, with a configuration and a database of its own. */
final class Slapd {
    static final String ADMIN = "cn=admin," + TestDirectory.BASE;
    static final String ADMIN_PASSWORD = "admin's";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAUSE_MILLIS = 20;

    private final Path executable;
    private final Path folder;
    private final int port;
    private Process process;

    /** Where it is, as Debian's package slapd has it. */
    static Optional<Path> find() {
        return Stream.of("/usr/sbin/slapd", "/usr/libexec/slapd", "/usr/local/libexec/slapd").map(Path::of)
                .filter(Files::isExecutable).findFirst();
    }

    /** Starts it on a free port. */
    Slapd(Path executable, Path folder) throws Exception {
        this.executable = executable;
        this.folder = folder;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        Files.createDirectory(folder.resolve("db"));
        certificates();
        Files.writeString(folder.resolve("slapd.conf"), configuration());
        this.process = start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
        awaitAnswer();
    }

    private void certificates() throws Exception {
        CertificateBuilder builder = new CertificateBuilder().rsa2048();
        X509Bundle authority = builder.copy().subject("CN=authority").setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle server = builder.copy().subject("CN=localhost").addSanDnsName("localhost").buildIssuedBy(authority);
        Files.writeString(caFile(), authority.getCertificatePEM());
        Files.writeString(folder.resolve("server.pem"), server.getCertificatePEM());
        Files.writeString(folder.resolve("server.key"), server.getPrivateKeyPEM());
    }

    private String configuration() {
        return """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                attributetype ( 1.3.6.1.4.1.4203.666.1.1001 NAME 'mailMessageStore'
                  EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                objectclass ( 1.3.6.1.4.1.4203.666.3.1001 NAME 'storedMail' SUP top AUXILIARY MAY mailMessageStore )
                modulepath /usr/lib/ldap
                moduleload back_mdb
                moduleload ppolicy
                TLSCACertificateFile FOLDER/ca.pem
                TLSCertificateFile FOLDER/server.pem
                TLSCertificateKeyFile FOLDER/server.key
                database mdb
                suffix "BASE"
                rootdn "ADMIN"
                rootpw "PASSWORD"
                directory FOLDER/db
                sizelimit 50
                access to attrs=userPassword by dn.exact="SERVICE" compare by anonymous auth by * none
                access to * by dn.exact="SERVICE" read by self read by * none
                overlay ppolicy
                ppolicy_use_lockout
                """.replace("FOLDER", folder.toString()).replace("BASE", TestDirectory.BASE).replace("ADMIN", ADMIN)
                .replace("PASSWORD", ADMIN_PASSWORD).replace("SERVICE", TestDirectory.SERVICE);
    }

    private Process start() throws IOException {
        return new ProcessBuilder(executable.toString(), "-f", folder.resolve("slapd.conf").toString(), "-h",
                url().toString(), "-d", "0").redirectErrorStream(true).redirectOutput(log().toFile()).start();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                admin().close();
                return;
            } catch (LDAPException e) {
                if (process.waitFor(PAUSE_MILLIS, MILLISECONDS)
                        || Instant.now().isAfter(end)) {
                    stop();
                    throw new IOException("slapd has not started: " + Files.readString(log()), e);
                }
            }
        }
    }

    private Path log() {
        return folder.resolve("slapd.log");
    }

    Path caFile() {
        return folder.resolve("ca.pem");
    }

    URI url() {
        return URI.create("ldap://127.0.0.1:" + port);
    }

    /** Under the name that is in its certificate. */
    URI namedUrl() {
        return URI.create("ldap://localhost:" + port);
    }

    /** A connection that may do everything. */
    LDAPConnection admin() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, ADMIN, ADMIN_PASSWORD);
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), SECONDS)) {
            process.destroyForcibly();
        }
    }

    void startAgain() throws IOException, InterruptedException {
        process = start();
        awaitAnswer();
    }
}
