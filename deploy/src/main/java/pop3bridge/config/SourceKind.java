package pop3bridge.config;

import java.util.List;
import java.util.Locale;

/** The kinds of sources of accounts, each with the settings that are for it alone. */
enum SourceKind {
    FILE(List.of(SourceSettings.USERS_FILE)),
    LDAP(SourceSettings.LDAP),
    HTTP(SourceSettings.HTTP);

    private final List<Setting<?>> settings;

    SourceKind(List<Setting<?>> settings) {
        this.settings = settings;
    }

    /** The settings that have an effect only if {@code accounts.sources} lists this kind. */
    List<Setting<?>> settings() {
        return settings;
    }

    /** As an operator writes it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
