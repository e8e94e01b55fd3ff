package pop3bridge.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pop3bridge.config.Config.Encryption;
import pop3bridge.sources.CertificateAccounts.Use;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Verdicts;

/** The value of each setting, and what is wrong with those that have no value. */
final class Values {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:user|local|domain)}");

    private final Map<String, RawValue> given;
    private final Map<String, Object> values = new HashMap<>();

    private Values(Map<String, RawValue> given) {
        this.given = given;
    }

    /**
     * Parses the given values and fills in the defaults.
     *
     * @param problems receives a line for each value that is missing, invalid or in conflict with another
     */
    static Values read(Map<String, RawValue> given, List<String> problems) {
        Values values = new Values(given);
        for (Setting<?> setting : Settings.ALL) {
            try {
                values.read(setting);
            } catch (BadValueException e) {
                problems.add(values.named(setting) + ": " + e.getMessage());
            }
        }
        values.compare(problems);
        return values;
    }

    private void read(Setting<?> setting) throws BadValueException {
        switch (given.get(setting.key())) {
            case RawValue.Text(String text, String _) -> values.put(setting.key(), setting.type().parser().parse(text));
            case RawValue.Wrong(String why, String _) -> throw new BadValueException(why);
            case null -> unset(setting);
        }
    }

    private void unset(Setting<?> setting) throws BadValueException {
        switch (setting.unset()) {
            case Setting.Default.Value(String text) -> values.put(setting.key(), setting.type().parser().parse(text));
            case Setting.Default.Required() ->
                throw new BadValueException("required; set it in the settings file or as " + setting.variable());
            case Setting.Default.Nothing _ -> {
            }
        }
    }

    private void compare(List<String> problems) {
        compareKeys(problems);
        Optional<String> control = find(Settings.CONTROL_PREFIX);
        Optional<String> mail = find(Settings.MAIL_PREFIX);
        if (control.isPresent() && mail.isPresent() && mail.get().startsWith(control.get())) {
            problems.add(
                    named(Settings.CONTROL_PREFIX) + ": all mail is stored under "
                            + BadValueException.quoted(control.get())
                            + "; choose a prefix with which mail.prefix does not begin");
        }
        for (Setting<String> aside : List.of(Settings.MAIL_KEEP_REMOVED, Settings.MAIL_QUARANTINE)) {
            Optional<String> prefix = find(aside);
            if (prefix.isPresent() && mail.isPresent() && mayBeTheSame(prefix.get(), mail.get())) {
                problems.add(named(aside) + ": "
                        + (aside.equals(Settings.MAIL_QUARANTINE) ? "hidden" : "copies of deleted")
                        + " messages would appear as new mail under " + BadValueException.quoted(mail.get())
                        + "; choose a prefix that no maildrop can have");
            }
            if (prefix.isPresent() && control.isPresent() && prefix.get().startsWith(control.get())) {
                problems.add(named(aside) + ": is under " + BadValueException.quoted(control.get())
                        + ", where the locks are stored; choose another prefix");
            }
        }
        Optional<String> kept = find(Settings.MAIL_KEEP_REMOVED);
        Optional<String> quarantine = find(Settings.MAIL_QUARANTINE);
        if (kept.isPresent() && quarantine.isPresent() && mayBeTheSame(quarantine.get(), kept.get())) {
            problems.add(named(Settings.MAIL_QUARANTINE)
                    + ": hidden messages would be among the copies of deleted ones under "
                    + BadValueException.quoted(kept.get()) + "; choose a prefix of its own");
        }
        if (isGiven(Settings.MAIL_QUARANTINE)
                && find(Settings.MAIL_SES_VERDICTS).filter(Verdicts.HIDE::equals).isEmpty()) {
            problems.add(named(Settings.MAIL_QUARANTINE) + ": no messages are hidden; set "
                    + Settings.MAIL_SES_VERDICTS.key() + " to hide");
        }
        if (find(SourceSettings.ACCOUNTS_CERTIFICATE).filter(use -> use != Use.OFF).isPresent()
                && !given.containsKey(Settings.TLS_CLIENT_CA.key())) {
            problems.add(named(SourceSettings.ACCOUNTS_CERTIFICATE) + ": clients are not asked for a certificate; set "
                    + Settings.TLS_CLIENT_CA.key() + " too");
        }
        if (find(Settings.MAIL_ENCRYPTION).filter(Encryption.KMS::equals).isPresent()
                && find(Settings.MAIL_LINE_ENDS).filter(LineEnds.CRLF::equals).isPresent()) {
            problems.add(named(Settings.MAIL_ENCRYPTION) + ": kms needs " + Settings.MAIL_LINE_ENDS.key()
                    + ": detect, because an encrypted object is longer than its message");
        }
        if (find(Settings.MAIL_SES_VERDICTS).filter(verdicts -> verdicts != Verdicts.SERVE).isPresent()
                && find(Settings.MAIL_LINE_ENDS).filter(LineEnds.CRLF::equals).isPresent()) {
            problems.add(named(Settings.MAIL_SES_VERDICTS) + ": hide and mark need " + Settings.MAIL_LINE_ENDS.key()
                    + ": detect, because the verdict is in the message, not in the listing");
        }
        needs(Settings.MAIL_RESTORE_ARCHIVED_TIER, Settings.MAIL_RESTORE_ARCHIVED_DAYS, problems);
        needs(Settings.MANAGEMENT_TLS_KEY, Settings.MANAGEMENT_TLS_CERTIFICATE, problems);
        needs(Settings.MANAGEMENT_TLS_KEY_PASSWORD_FILE, Settings.MANAGEMENT_TLS_CERTIFICATE, problems);
        needs(Settings.MANAGEMENT_TLS_CLIENT_CA, Settings.MANAGEMENT_TLS_CERTIFICATE, problems);
        Listeners.check(this, problems);
    }

    /**
     * Returns whether the copies of one user's deleted messages could be in the maildrop of another user with a
     * suitable name.
     */
    private void compareKeys(List<String> problems) {
        if (!isGiven(Settings.STORE_SECRET_KEY_FILE)) {
            together(Settings.STORE_ACCESS_KEY, Settings.STORE_SECRET_KEY, problems);
        } else if (isGiven(Settings.STORE_SECRET_KEY)) {
            problems.add(
                    named(Settings.STORE_SECRET_KEY_FILE) + ": set together with store.secret-key; remove one of them");
        }
        together(Settings.STORE_SECRET_KEY, Settings.STORE_ACCESS_KEY, problems);
        together(Settings.STORE_SECRET_KEY_FILE, Settings.STORE_ACCESS_KEY, problems);
    }

    /**
     * Returns whether the copies of one user's deleted messages could be in the maildrop of another user with a
     * suitable name.
     */
    private static boolean mayBeTheSame(String kept, String mail) {
        String anyMaildrop = Stream.of(PLACEHOLDER.split(mail, -1)).map(Pattern::quote)
                .collect(Collectors.joining("[^/]*"));
        return PLACEHOLDER.matcher(kept).replaceAll("x").matches(anyMaildrop);
    }

    /** Adds a problem if one of two settings is given and the other is not. */
    void together(Setting<?> one, Setting<?> other, List<String> problems) {
        if (given.containsKey(one.key()) && !given.containsKey(other.key())) {
            problems.add(other.key() + ": required together with " + one.key() + "; set both or neither");
        }
    }

    /** Adds a problem if the first setting is set and the other is not. */
    void needs(Setting<?> one, Setting<?> other, List<String> problems) {
        if (isGiven(one) && !isGiven(other)) {
            problems.add(other.key() + ": missing; " + one.key() + " needs it");
        }
    }

    /** Returns the setting's key, and where its value comes from. */
    String named(Setting<?> setting) {
        RawValue value = given.get(setting.key());
        return setting.key() + (value == null ? "" : " (" + value.where() + ")");
    }

    /** Adds to a message that begins with the key of a setting where its value was given. */
    String located(String message) {
        String key = message.substring(0, Math.max(0, message.indexOf(':')));
        return Settings.find(key).map(setting -> named(setting) + message.substring(key.length())).orElse(message);
    }

    /** Returns whether the file or the environment gives a setting. */
    boolean isGiven(Setting<?> setting) {
        return given.containsKey(setting.key());
    }

    /** Returns the value of a setting that is required or has a default; call it only if there were no problems. */
    <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow();
    }

    /** The value of a setting, if there is one. */
    @SuppressWarnings("unchecked") // The setting's own parser made the value.
    <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting.key()));
    }
}
