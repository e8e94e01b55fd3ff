package pop3bridge.ldap;

import com.unboundid.ldap.sdk.LDAPBindException;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directory has not told whether somebody may log in. Its message names the setting to look at. */
final class LdapFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CHARACTERS = 300;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private final Kind kind;
    private final String answer;

    /** What failed, and the settings that it hangs on. */
    enum Kind {
        UNREACHABLE("no server can be reached, or TLS with it fails", LdapSetting.URLS, LdapSetting.START_TLS,
                LdapSetting.CA_FILE, LdapSetting.CONNECT_TIMEOUT),
        SERVICE_ACCOUNT("the service account is refused", LdapSetting.BIND_DN, LdapSetting.BIND_PASSWORD),
        NO_ANSWER("a server does not answer in time", LdapSetting.URLS, LdapSetting.ANSWER_TIMEOUT),
        TOO_LATE("a login took too long", LdapSetting.URLS, LdapSetting.LOGIN_TIMEOUT),
        ALL_IN_USE("all connections are in use", LdapSetting.CONNECTIONS),
        NO_BASE("the search base does not exist, or the service account may not read it", LdapSetting.BASE,
                LdapSetting.BIND_DN),
        LIMIT("a search exceeded a limit of the server: the attributes in the filter may lack an index",
                LdapSetting.FILTER, LdapSetting.BASE),
        NOT_ALLOWED("the server denies permission", LdapSetting.BIND_DN, LdapSetting.START_TLS),
        ELSEWHERE("the server answered with a referral to another server", LdapSetting.URLS, LdapSetting.BASE,
                LdapSetting.DN_TEMPLATE),
        MALFORMED_DN("the server rejects a DN as malformed", LdapSetting.BASE, LdapSetting.DN_TEMPLATE),
        OWN_ENTRY("users may not read their own entries", LdapSetting.NAME_ATTRIBUTE, LdapSetting.MAILDROP_ATTRIBUTE),
        UNREADABLE("an answer could not be read", LdapSetting.URLS),
        REJECTED("a server rejects a request", LdapSetting.URLS);

        private final String text;

        Kind(String what, LdapSetting... settings) {
            StringBuilder line = new StringBuilder(what).append(" (see ").append(settings[0].key());
            for (int i = 1; i < settings.length; i++) {
                line.append(", ").append(settings[i].key());
            }
            this.text = line.append(")").toString();
        }

        /** The word for the log. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Kind of(ResultCode code) {
            return switch (code.intValue()) {
                case ResultCode.TIMEOUT_INT_VALUE -> NO_ANSWER;
                case ResultCode.SERVER_DOWN_INT_VALUE, ResultCode.CONNECT_ERROR_INT_VALUE,
                        ResultCode.LOCAL_ERROR_INT_VALUE, ResultCode.BUSY_INT_VALUE,
                        ResultCode.UNAVAILABLE_INT_VALUE ->
                    UNREACHABLE;
                case ResultCode.NO_SUCH_OBJECT_INT_VALUE -> NO_BASE;
                case ResultCode.SIZE_LIMIT_EXCEEDED_INT_VALUE, ResultCode.TIME_LIMIT_EXCEEDED_INT_VALUE,
                        ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE ->
                    LIMIT;
                case ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE, ResultCode.OPERATIONS_ERROR_INT_VALUE,
                        ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE, ResultCode.CONFIDENTIALITY_REQUIRED_INT_VALUE,
                        ResultCode.INAPPROPRIATE_AUTHENTICATION_INT_VALUE ->
                    NOT_ALLOWED;
                case ResultCode.REFERRAL_INT_VALUE -> ELSEWHERE;
                case ResultCode.INVALID_DN_SYNTAX_INT_VALUE -> MALFORMED_DN;
                default -> REJECTED;
            };
        }
    }

    private LdapFailure(Kind kind, String answer, @Nullable Throwable cause) {
        super(answer.isEmpty() ? kind.text : kind.text + ": " + answer, cause);
        this.kind = kind;
        this.answer = answer;
    }

    /** A failure for which there is no answer of a server's. */
    static LdapFailure of(Kind kind) {
        return new LdapFailure(kind, "", null);
    }

    /** A fault of this side's or the library's. */
    static LdapFailure unreadable(Throwable cause) {
        return new LdapFailure(Kind.UNREADABLE, "", cause);
    }

    /** No connection, or none as the service account. */
    static LdapFailure connecting(LDAPException e) {
        boolean refused = e instanceof LDAPBindException && e.getResultCode().isConnectionUsable();
        return new LdapFailure(refused ? Kind.SERVICE_ACCOUNT : Kind.UNREACHABLE, seen(String.valueOf(e.getMessage())),
                e);
    }

    /**
     * A request that has to do with a user has failed. What the library says of it may hold the name as it was typed, which may be a
     * password in the wrong place: of that nothing is kept, and of the server's own words only those without the name.
     */
    static LdapFailure asking(LDAPException e, String user) {
        return asking(Kind.of(e.getResultCode()), e, user);
    }

    /** The same, where it is known what failed. */
    static LdapFailure asking(Kind kind, LDAPException e, String user) {
        String words = Optional.ofNullable(e.getDiagnosticMessage())
                .filter(text -> !text.toLowerCase(Locale.ROOT).contains(user.toLowerCase(Locale.ROOT)))
                .map(text -> ", " + text).orElse("");
        return new LdapFailure(kind, seen(e.getResultCode() + words), null);
    }

    private static String seen(String text) {
        String line = UNSEEN.matcher(text).replaceAll(" ");
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
    }

    Kind kind() {
        return kind;
    }

    /** What to do about it. */
    String explanation() {
        return kind.text;
    }

    /** The server's words, or what the network said; may be empty. */
    String answer() {
        return answer;
    }
}
