package pop3bridge.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedCompareRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldif.LDIFException;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Scope;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.ServiceAccount;

/** A directory in the process of the test, which remembers what it is asked and fails where it is told to. */
final class TestDirectory implements AutoCloseable {
    static final String BASE = "dc=example,dc=org";
    static final String PEOPLE = "ou=people," + BASE;
    static final String SERVICE = "cn=pop3bridge," + BASE;
    static final Secret SERVICE_PASSWORD = Secret.of("service secret");
    static final String FILTER = "(&(objectClass=inetOrgPerson)(mail={user}))";

    /** A request that comes in: its kind, and the DN or the filter. */
    record Asked(OperationType kind, String subject) {}

    private final InMemoryDirectoryServer server;
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final Map<OperationType, LDAPException> failures = new ConcurrentHashMap<>();
    private final Map<OperationType, CountDownLatch> silences = new ConcurrentHashMap<>();
    private volatile Control @Nullable [] bindControls;
    private volatile boolean emptyDns;

    /** Without TLS, and with anna and bert. */
    static TestDirectory start() throws Exception {
        return new TestDirectory(Optional.empty(), false);
    }

    /** With this certificate, for StartTLS or from the first octet. */
    static TestDirectory start(X509Bundle certificate, boolean fromTheFirstOctet) throws Exception {
        KeyManager[] keys = certificate.toKeyManagerFactory().getKeyManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, null, null);
        return new TestDirectory(Optional.of(context), fromTheFirstOctet);
    }

    private TestDirectory(Optional<SSLContext> tls, boolean fromTheFirstOctet) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        config.setListenerConfigs(fromTheFirstOctet
                ? InMemoryListenerConfig.createLDAPSConfig("test", loopback, 0,
                        tls.orElseThrow().getServerSocketFactory(), null)
                : InMemoryListenerConfig.createLDAPConfig("test", loopback, 0,
                        tls.map(SSLContext::getSocketFactory).orElse(null)));
        config.setSchema(null);
        config.addAdditionalBindCredentials(SERVICE, SERVICE_PASSWORD.octets());
        config.addInMemoryOperationInterceptor(new Watch());
        server = new InMemoryDirectoryServer(config);
        server.add("dn: " + BASE, "objectClass: domain", "dc: example");
        server.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
        person("anna", "anna@example.org", "anna's");
        person("bert", "bert@example.org", "bert's", "mailMessageStore: s3://bucket/bert/");
        server.startListening();
    }

    /** Adds an entry below {@link #PEOPLE}. */
    void person(String uid, String mail, String password, String... more)
            throws LDAPException, LDIFException {
        List<String> lines = new ArrayList<>(List.of("dn: uid=" + uid + "," + PEOPLE, "objectClass: inetOrgPerson",
                "uid: " + uid, "cn: " + uid, "sn: " + uid, "mail: " + mail,
                "userPassword: " + password));
        lines.addAll(List.of(more));
        server.add(lines.toArray(String[]::new));
    }

    InMemoryDirectoryServer server() {
        return server;
    }

    URI url(String scheme, String host) {
        return URI.create(scheme + "://" + host + ":" + server.getListenPort());
    }

    URI url() {
        return url("ldap", "127.0.0.1");
    }

    static Search search(String filter) {
        return new Search(BASE, Scope.SUBTREE, filter, Optional.of(new ServiceAccount(SERVICE, SERVICE_PASSWORD)));
    }

    /** From now on requests of this kind are answered so, but not the service account's bind. */
    void fails(OperationType kind, ResultCode code, String diagnostic) {
        failures.put(kind, new LDAPException(code, diagnostic));
    }

    /** From now on no request fails. */
    void works() {
        failures.clear();
    }

    /** From now on requests of this kind are not answered until the test ends. */
    void isSilent(OperationType kind) {
        silences.put(kind, new CountDownLatch(1));
    }

    /** From now on binds are answered with these controls. */
    void bindControls(Control... controls) {
        bindControls = controls;
    }

    /** From now on entries are found without a DN. */
    void emptyDns() {
        emptyDns = true;
    }

    /** What it was asked since the last time, but for root DSEs. */
    List<Asked> asked() {
        synchronized (asked) {
            List<Asked> all = List.copyOf(asked);
            asked.clear();
            return all;
        }
    }

    List<OperationType> kinds() {
        return asked().stream().map(Asked::kind).toList();
    }

    @Override
    public void close() {
        silences.values().forEach(CountDownLatch::countDown);
        server.shutDown(true);
    }

    private void on(OperationType kind, String subject) throws LDAPException {
        asked.add(new Asked(kind, subject));
        CountDownLatch silence = silences.get(kind);
        if (silence != null) {
            try {
                silence.await();
            } catch (InterruptedException e) {
                throw new LDAPException(ResultCode.OTHER, e);
            }
        }
        LDAPException failure = failures.get(kind);
        if (failure != null && !subject.equals(SERVICE)) {
            throw failure;
        }
    }

    private final class Watch extends InMemoryOperationInterceptor {
        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
            on(OperationType.BIND, request.getRequest().getBindDN());
        }

        @Override
        public void processSimpleBindResult(InMemoryInterceptedSimpleBindResult result) {
            Control[] controls = bindControls;
            BindResult given = Objects.requireNonNull(result.getResult());
            if (controls != null) {
                result.setResult(new BindResult(given.getMessageID(), given.getResultCode(), null, null, null,
                        controls));
            }
        }

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (!request.getRequest().getBaseDN().isEmpty()) {
                on(OperationType.SEARCH, request.getRequest().getFilter().toString());
            }
        }

        @Override
        public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
            if (emptyDns) {
                entry.setSearchEntry(new SearchResultEntry("", List.of()));
            }
        }

        @Override
        public void processCompareRequest(InMemoryInterceptedCompareRequest request) throws LDAPException {
            on(OperationType.COMPARE, request.getRequest().getDN());
        }
    }
}
