package pop3bridge.ldap;

import static java.util.Objects.requireNonNull;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A filter with a place for the user name. The template is parsed once, and a name becomes an assertion value of the parsed filter: it is
 * never part of a text that is parsed.
 */
final class FilterTemplate {
    private final Filter template;

    FilterTemplate(String text) {
        try {
            template = Filter.create(text);
        } catch (LDAPException e) {
            throw new IllegalArgumentException(LdapSetting.FILTER + ": " + e.getMessage(), e);
        }
        int places = places(template);
        if (places == 0 || places != occurrences(text)) {
            throw LdapSetting.FILTER.wrong("write " + LdapConfig.USER + " where the user name belongs, only in the"
                    + " value of an equality or extensible match, as in (mail=" + LdapConfig.USER + ")");
        }
    }

    /** The filter for this name. */
    Filter of(String user) {
        return fill(template, user);
    }

    private static Filter fill(Filter filter, String user) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND -> Filter.createANDFilter(fill(parts(filter), user));
            case Filter.FILTER_TYPE_OR -> Filter.createORFilter(fill(parts(filter), user));
            case Filter.FILTER_TYPE_NOT -> Filter.createNOTFilter(fill(parts(filter), user).getFirst());
            case Filter.FILTER_TYPE_EQUALITY ->
                Filter.createEqualityFilter(requireNonNull(filter.getAttributeName()),
                        value(filter).replace(LdapConfig.USER, user));
            case Filter.FILTER_TYPE_EXTENSIBLE_MATCH -> Filter.createExtensibleMatchFilter(filter.getAttributeName(),
                    filter.getMatchingRuleID(), filter.getDNAttributes(),
                    value(filter).replace(LdapConfig.USER, user));
            default -> filter;
        };
    }

    private static List<Filter> fill(List<Filter> filters, String user) {
        return filters.stream().map(filter -> fill(filter, user)).toList();
    }

    private static int places(Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_EQUALITY, Filter.FILTER_TYPE_EXTENSIBLE_MATCH -> occurrences(value(filter));
            default -> parts(filter).stream().mapToInt(FilterTemplate::places).sum();
        };
    }

    private static List<Filter> parts(Filter filter) {
        Filter negated = filter.getNOTComponent();
        return negated == null ? List.of(filter.getComponents()) : List.of(negated);
    }

    private static String value(Filter filter) {
        return requireNonNull(filter.getAssertionValue());
    }

    private static int occurrences(String text) {
        return text.split(Pattern.quote(LdapConfig.USER), -1).length - 1;
    }
}
