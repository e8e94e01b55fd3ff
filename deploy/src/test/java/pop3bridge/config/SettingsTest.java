package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.config.Setting.Default;
import pop3bridge.http.HttpSetting;
import pop3bridge.ldap.LdapSetting;

class SettingsTest {
    /** Whoever changes this text changes what people have written into their files and charts. */
    private static final String PINNED = """
            store.bucket POP3BRIDGE_STORE_BUCKET required
            store.endpoint POP3BRIDGE_STORE_ENDPOINT -
            store.region POP3BRIDGE_STORE_REGION -
            store.path-style POP3BRIDGE_STORE_PATH_STYLE -
            store.access-key POP3BRIDGE_STORE_ACCESS_KEY -
            store.secret-key POP3BRIDGE_STORE_SECRET_KEY -
            store.secret-key-file POP3BRIDGE_STORE_SECRET_KEY_FILE -
            store.maildrop-role POP3BRIDGE_STORE_MAILDROP_ROLE -
            store.kms-endpoint POP3BRIDGE_STORE_KMS_ENDPOINT -
            store.events-queue POP3BRIDGE_STORE_EVENTS_QUEUE -
            store.events-max-age POP3BRIDGE_STORE_EVENTS_MAX_AGE 5m
            store.start-wait POP3BRIDGE_STORE_START_WAIT 30s
            store.probe-interval POP3BRIDGE_STORE_PROBE_INTERVAL 24h
            accounts.sources POP3BRIDGE_ACCOUNTS_SOURCES file
            auth.mechanisms POP3BRIDGE_AUTH_MECHANISMS -
            accounts.certificate POP3BRIDGE_ACCOUNTS_CERTIFICATE off
            accounts.certificate-name POP3BRIDGE_ACCOUNTS_CERTIFICATE_NAME email
            accounts.remember POP3BRIDGE_ACCOUNTS_REMEMBER 1m
            accounts.penalty-exempt POP3BRIDGE_ACCOUNTS_PENALTY_EXEMPT -
            accounts.lower-case POP3BRIDGE_ACCOUNTS_LOWER_CASE false
            accounts.strip-domains POP3BRIDGE_ACCOUNTS_STRIP_DOMAINS -
            users.file POP3BRIDGE_USERS_FILE -
            ldap.urls POP3BRIDGE_LDAP_URLS -
            ldap.start-tls POP3BRIDGE_LDAP_START_TLS false
            ldap.ca-file POP3BRIDGE_LDAP_CA_FILE -
            ldap.allow-plaintext POP3BRIDGE_LDAP_ALLOW_PLAINTEXT false
            ldap.login POP3BRIDGE_LDAP_LOGIN bind
            ldap.dn-template POP3BRIDGE_LDAP_DN_TEMPLATE -
            ldap.base POP3BRIDGE_LDAP_BASE -
            ldap.scope POP3BRIDGE_LDAP_SCOPE subtree
            ldap.filter POP3BRIDGE_LDAP_FILTER (uid={user})
            ldap.bind-dn POP3BRIDGE_LDAP_BIND_DN -
            ldap.bind-password-file POP3BRIDGE_LDAP_BIND_PASSWORD_FILE -
            ldap.name-attribute POP3BRIDGE_LDAP_NAME_ATTRIBUTE -
            ldap.maildrop-attribute POP3BRIDGE_LDAP_MAILDROP_ATTRIBUTE -
            ldap.connections POP3BRIDGE_LDAP_CONNECTIONS 8
            ldap.connect-timeout POP3BRIDGE_LDAP_CONNECT_TIMEOUT 2s
            ldap.answer-timeout POP3BRIDGE_LDAP_ANSWER_TIMEOUT 3s
            ldap.login-timeout POP3BRIDGE_LDAP_LOGIN_TIMEOUT 10s
            accounts.http.url POP3BRIDGE_ACCOUNTS_HTTP_URL -
            accounts.http.token-file POP3BRIDGE_ACCOUNTS_HTTP_TOKEN_FILE -
            accounts.http.ca-file POP3BRIDGE_ACCOUNTS_HTTP_CA_FILE -
            accounts.http.allow-plaintext POP3BRIDGE_ACCOUNTS_HTTP_ALLOW_PLAINTEXT false
            accounts.http.connections POP3BRIDGE_ACCOUNTS_HTTP_CONNECTIONS 32
            accounts.http.connect-timeout POP3BRIDGE_ACCOUNTS_HTTP_CONNECT_TIMEOUT 2s
            accounts.http.answer-timeout POP3BRIDGE_ACCOUNTS_HTTP_ANSWER_TIMEOUT 10s
            oauth.issuer POP3BRIDGE_OAUTH_ISSUER -
            oauth.jwks-url POP3BRIDGE_OAUTH_JWKS_URL -
            oauth.audience POP3BRIDGE_OAUTH_AUDIENCE -
            oauth.algorithms POP3BRIDGE_OAUTH_ALGORITHMS RS256,PS256,ES256,EdDSA
            oauth.user-claim POP3BRIDGE_OAUTH_USER_CLAIM email
            oauth.maildrop-claim POP3BRIDGE_OAUTH_MAILDROP_CLAIM -
            oauth.scope POP3BRIDGE_OAUTH_SCOPE -
            oauth.clock-skew POP3BRIDGE_OAUTH_CLOCK_SKEW 30s
            oauth.introspection-url POP3BRIDGE_OAUTH_INTROSPECTION_URL -
            oauth.client-id POP3BRIDGE_OAUTH_CLIENT_ID -
            oauth.client-secret-file POP3BRIDGE_OAUTH_CLIENT_SECRET_FILE -
            oauth.ca-file POP3BRIDGE_OAUTH_CA_FILE -
            oauth.allow-plaintext POP3BRIDGE_OAUTH_ALLOW_PLAINTEXT false
            mail.prefix POP3BRIDGE_MAIL_PREFIX mail/{user}/
            mail.line-ends POP3BRIDGE_MAIL_LINE_ENDS detect
            mail.encryption POP3BRIDGE_MAIL_ENCRYPTION off
            mail.ses-verdicts POP3BRIDGE_MAIL_SES_VERDICTS serve
            mail.quarantine POP3BRIDGE_MAIL_QUARANTINE -
            mail.restore-archived-days POP3BRIDGE_MAIL_RESTORE_ARCHIVED_DAYS -
            mail.restore-archived-tier POP3BRIDGE_MAIL_RESTORE_ARCHIVED_TIER standard
            mail.read-only POP3BRIDGE_MAIL_READ_ONLY false
            mail.keep-removed POP3BRIDGE_MAIL_KEEP_REMOVED -
            mail.delete-unreadable POP3BRIDGE_MAIL_DELETE_UNREADABLE false
            mail.max-messages POP3BRIDGE_MAIL_MAX_MESSAGES -
            control.prefix POP3BRIDGE_CONTROL_PREFIX .pop3bridge/
            pop3.listen POP3BRIDGE_POP3_LISTEN -
            pop3s.listen POP3BRIDGE_POP3S_LISTEN -
            pop3.listeners POP3BRIDGE_POP3_LISTENERS -
            proxy.trusted POP3BRIDGE_PROXY_TRUSTED -
            tls.certificate POP3BRIDGE_TLS_CERTIFICATE -
            tls.key POP3BRIDGE_TLS_KEY -
            tls.key-password-file POP3BRIDGE_TLS_KEY_PASSWORD_FILE -
            tls.client-ca POP3BRIDGE_TLS_CLIENT_CA -
            pop3.plaintext-login POP3BRIDGE_POP3_PLAINTEXT_LOGIN loopback
            pop3.apop POP3BRIDGE_POP3_APOP auto
            pop3.login-delay POP3BRIDGE_POP3_LOGIN_DELAY 0s
            pop3.utf8-headers POP3BRIDGE_POP3_UTF8_HEADERS as-is
            pop3.last POP3BRIDGE_POP3_LAST auto
            pop3.outlook-no-nuls POP3BRIDGE_POP3_OUTLOOK_NO_NULS false
            pop3.oe-ns-eoh POP3BRIDGE_POP3_OE_NS_EOH false
            pop3.crlf-for-cr POP3BRIDGE_POP3_CRLF_FOR_CR false
            pop3.hide-capabilities POP3BRIDGE_POP3_HIDE_CAPABILITIES -
            pop3.connections POP3BRIDGE_POP3_CONNECTIONS 10000
            pop3.connections-per-address POP3BRIDGE_POP3_CONNECTIONS_PER_ADDRESS 1000
            pop3.connections-before-login POP3BRIDGE_POP3_CONNECTIONS_BEFORE_LOGIN 2000
            pop3.connections-before-login-per-address POP3BRIDGE_POP3_CONNECTIONS_BEFORE_LOGIN_PER_ADDRESS 100
            pop3.accept-backlog POP3BRIDGE_POP3_ACCEPT_BACKLOG 1024
            pop3.idle-timeout POP3BRIDGE_POP3_IDLE_TIMEOUT 10m
            pop3.login-timeout POP3BRIDGE_POP3_LOGIN_TIMEOUT 60s
            pop3.max-line POP3BRIDGE_POP3_MAX_LINE 1024
            lmtp.listen POP3BRIDGE_LMTP_LISTEN -
            lmtp.socket-mode POP3BRIDGE_LMTP_SOCKET_MODE 0660
            lmtp.allow-remote-from POP3BRIDGE_LMTP_ALLOW_REMOTE_FROM -
            lmtp.max-size POP3BRIDGE_LMTP_MAX_SIZE 52428800
            lmtp.connections POP3BRIDGE_LMTP_CONNECTIONS 100
            lmtp.recipient-delimiter POP3BRIDGE_LMTP_RECIPIENT_DELIMITER -
            lmtp.unverified-recipients POP3BRIDGE_LMTP_UNVERIFIED_RECIPIENTS -
            lmtp.quota POP3BRIDGE_LMTP_QUOTA -
            lmtp.quota-messages POP3BRIDGE_LMTP_QUOTA_MESSAGES -
            log.format POP3BRIDGE_LOG_FORMAT text
            log.unknown-users POP3BRIDGE_LOG_UNKNOWN_USERS hash
            otel.traces POP3BRIDGE_OTEL_TRACES false
            management.listen POP3BRIDGE_MANAGEMENT_LISTEN 127.0.0.1:9110
            management.token-file POP3BRIDGE_MANAGEMENT_TOKEN_FILE -
            management.tls-certificate POP3BRIDGE_MANAGEMENT_TLS_CERTIFICATE -
            management.tls-key POP3BRIDGE_MANAGEMENT_TLS_KEY -
            management.tls-key-password-file POP3BRIDGE_MANAGEMENT_TLS_KEY_PASSWORD_FILE -
            management.tls-client-ca POP3BRIDGE_MANAGEMENT_TLS_CLIENT_CA -
            lock.lease POP3BRIDGE_LOCK_LEASE 90s
            lock.wait POP3BRIDGE_LOCK_WAIT 10s
            lock.unsafe-single-instance POP3BRIDGE_LOCK_UNSAFE_SINGLE_INSTANCE false
            """;

    @Test
    void keysVariablesAndDefaultsAreThese() {
        assertEquals(PINNED, Settings.ALL.stream()
                .map(setting -> setting.key() + " " + setting.variable() + " " + shown(setting.unset()) + "\n")
                .collect(Collectors.joining()));
    }

    private static String shown(Default unset) {
        return switch (unset) {
            case Default.Value(String text) -> text;
            case Default.Required() -> "required";
            case Default.Nothing _ -> "-";
        };
    }

    /** The adapters name settings in their messages. */
    @Test
    void settingsThatMessagesNameExist() {
        Stream.concat(Stream.of(LdapSetting.values()).map(LdapSetting::key),
                Stream.of(HttpSetting.values()).map(HttpSetting::key))
                .forEach(key -> assertTrue(Settings.find(key).isPresent(), key));
    }

    @Test
    void noSettingLooksLikeAVariableOfKubernetes() {
        for (Setting<?> setting : Settings.ALL) {
            assertFalse(Environment.isLink(setting.variable()), setting.key());
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            store.buckt, store.bucket
            bucket, store.bucket
            pop3.path_style, store.path-style
            Pop3, pop3
            sotre, store
            pop3.secret-key, store.secret-key
            ldap.binddn, ldap.bind-dn
            pop3.listn, pop3.listen
            pop3.store.bucket, store.bucket
            pop3.idletimeout, pop3.idle-timeout
            mail.lineEnds, mail.line-ends
            """)
    void nearestKeyOfAMisspeltOne(String misspelt, String nearest) {
        assertEquals(nearest, Settings.nearest(misspelt));
    }
}
