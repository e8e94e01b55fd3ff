package pop3bridge.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.PasswordExpiredControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a login is refused. The client always gets the reply for a wrong password; the log contains the reason. */
enum Refusal {
    UNKNOWN_USER,
    WRONG_PASSWORD,
    /** The entry has no password. */
    NO_PASSWORD,
    ACCOUNT_LOCKED,
    ACCOUNT_DISABLED,
    ACCOUNT_EXPIRED,
    PASSWORD_EXPIRED,
    PASSWORD_MUST_CHANGE,
    /** Not at this time, or not from here. */
    NOT_NOW,
    /** The server refuses for its own reason (unwillingToPerform). */
    UNWILLING,
    /** A rule of the directory's forbids it (constraintViolation). */
    CONSTRAINT,
    /** More than one entry is found. */
    SEVERAL_ENTRIES,
    /** The entry has not exactly one name. */
    NO_NAME,
    /** The entry has more than one maildrop. */
    SEVERAL_MAILDROPS,
    /** The name is empty or has a control character, or the maildrop is not of the form {@code s3://bucket/prefix/}. */
    MALFORMED_VALUE;

    /** Active Directory's reason for invalidCredentials, a Win32 error code in hexadecimal. */
    private static final Pattern REASON = Pattern.compile("\\bdata ([0-9a-fA-F]{1,8})\\b");

    /** Whether this happens every day: the session's own line in the log is enough. */
    boolean ordinary() {
        return this == UNKNOWN_USER || this == WRONG_PASSWORD;
    }

    /** The word for the log. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why a bind has failed; empty if that says nothing about the account. */
    static Optional<Refusal> of(LDAPException e) {
        return switch (e.getResultCode().intValue()) {
            case ResultCode.INVALID_CREDENTIALS_INT_VALUE -> Optional.of(policy(new BindResult(e)).or(() -> reason(e))
                    .orElse(WRONG_PASSWORD));
            case ResultCode.NO_SUCH_OBJECT_INT_VALUE -> Optional.of(UNKNOWN_USER);
            case ResultCode.INAPPROPRIATE_AUTHENTICATION_INT_VALUE, ResultCode.NO_SUCH_ATTRIBUTE_INT_VALUE ->
                Optional.of(NO_PASSWORD);
            case ResultCode.UNWILLING_TO_PERFORM_INT_VALUE -> Optional.of(policy(new BindResult(e)).or(() -> reason(e))
                    .orElse(UNWILLING));
            case ResultCode.CONSTRAINT_VIOLATION_INT_VALUE -> Optional.of(policy(new BindResult(e)).or(() -> reason(e))
                    .orElse(CONSTRAINT));
            default -> Optional.empty();
        };
    }

    /** Returns why a login is refused although its bind succeeded: the password must be changed first. */
    static Optional<Refusal> of(BindResult success) {
        return policy(success);
    }

    private static Optional<Refusal> policy(BindResult result) {
        try {
            DraftBeheraLDAPPasswordPolicy10ResponseControl policy = DraftBeheraLDAPPasswordPolicy10ResponseControl
                    .get(result);
            DraftBeheraLDAPPasswordPolicy10ErrorType error = policy == null ? null : policy.getErrorType();
            if (error == null) {
                return PasswordExpiredControl.get(result) == null ? Optional.empty() : Optional.of(PASSWORD_EXPIRED);
            }
            return switch (error) {
                case PASSWORD_EXPIRED -> Optional.of(PASSWORD_EXPIRED);
                case ACCOUNT_LOCKED -> Optional.of(ACCOUNT_LOCKED);
                case CHANGE_AFTER_RESET -> Optional.of(PASSWORD_MUST_CHANGE);
                default -> Optional.of(CONSTRAINT);
            };
        } catch (LDAPException _) {
            return Optional.of(CONSTRAINT);
        }
    }

    private static Optional<Refusal> reason(LDAPException e) {
        String diagnostic = e.getDiagnosticMessage();
        Matcher reason = REASON.matcher(diagnostic == null ? "" : diagnostic);
        return !reason.find() ? Optional.empty() : switch (reason.group(1).toLowerCase(Locale.ROOT)) {
            case "525" -> Optional.of(UNKNOWN_USER);
            case "52e" -> Optional.of(WRONG_PASSWORD);
            case "52f", "530", "531" -> Optional.of(NOT_NOW);
            case "532" -> Optional.of(PASSWORD_EXPIRED);
            case "533" -> Optional.of(ACCOUNT_DISABLED);
            case "701" -> Optional.of(ACCOUNT_EXPIRED);
            case "773" -> Optional.of(PASSWORD_MUST_CHANGE);
            case "775" -> Optional.of(ACCOUNT_LOCKED);
            default -> Optional.empty();
        };
    }
}
