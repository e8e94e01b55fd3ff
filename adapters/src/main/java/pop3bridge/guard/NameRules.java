package pop3bridge.guard;

import java.util.List;
import java.util.Locale;

/**
 * What is done to the user names that clients send.
 *
 * @param lowerCase whether they are converted to lower case
 * @param domains domains to strip, regardless of case
 */
public record NameRules(boolean lowerCase, List<String> domains) {
    /** Names stay as they are. */
    public static final NameRules NONE = new NameRules(false, List.of());

    public NameRules {
        domains = domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList();
    }

    /** Returns the name to ask the sources for. */
    public String apply(String name) {
        int at = name.lastIndexOf('@');
        boolean stripped = at > 0 && domains.contains(name.substring(at + 1).toLowerCase(Locale.ROOT));
        String rest = stripped ? name.substring(0, at) : name;
        return lowerCase ? rest.toLowerCase(Locale.ROOT) : rest;
    }
}
