package pop3bridge.server;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import pop3bridge.net.TlsContexts;
import pop3bridge.net.TlsProfile;

/** Certificates of an authority made for the test: one for localhost, one for other.example, one for a client. */
final class TestTls implements TlsContexts {
    private final X509Bundle authority;
    private final X509Bundle client;
    private final SslContext localhost;
    private final SslContext other;

    TestTls() throws Exception {
        CertificateBuilder builder = new CertificateBuilder().ecp256();
        authority = builder.copy().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
        client = builder.copy().subject("CN=alice").buildIssuedBy(authority);
        localhost = context(builder.copy().subject("CN=localhost").addSanDnsName("localhost").buildIssuedBy(authority));
        other = context(
                builder.copy().subject("CN=other.example").addSanDnsName("other.example").buildIssuedBy(authority));
    }

    private SslContext context(X509Bundle server) throws Exception {
        return SslContextBuilder.forServer(server.toKeyManagerFactory()).protocols("TLSv1.3", "TLSv1.2")
                .clientAuth(ClientAuth.OPTIONAL).trustManager(authority.getCertificate()).build();
    }

    @Override
    public SslContext context(Optional<String> host, TlsProfile profile) {
        return host.filter("other.example"::equals).isPresent() ? other : localhost;
    }

    X509Certificate clientCertificate() {
        return client.getCertificate();
    }

    /** A client that trusts the authority. */
    SSLContext trusting(boolean withCertificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.getCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = client.toKeyManagerFactory();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(withCertificate ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
        return context;
    }
}
