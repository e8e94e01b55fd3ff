package pop3bridge.accounts;

import org.jspecify.annotations.Nullable;

/** The authentication backend is not available now; the client gets {@code [SYS/TEMP]} (RFC 3206 §4). */
public final class AccountsUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public AccountsUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
