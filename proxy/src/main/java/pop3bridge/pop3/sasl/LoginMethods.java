package pop3bridge.pop3.sasl;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The login methods that the operator allows. A connection and the accounts may exclude more of them.
 *
 * @param user whether USER and PASS are served
 * @param apop whether APOP is served (RFC 1939 §7)
 * @param mechanisms those that AUTH may offer
 */
public record LoginMethods(boolean user, boolean apop, Set<Mechanism> mechanisms) {
    /** All of them. */
    public static final LoginMethods ALL = new LoginMethods(true, true, EnumSet.allOf(Mechanism.class));

    /** None of them, to add to. */
    public static final LoginMethods NONE = new LoginMethods(false, false, Set.of());

    public LoginMethods {
        mechanisms = Set.copyOf(mechanisms);
    }

    /** These and the one of this name: {@code USER}, {@code APOP} or a mechanism's, in any case. Empty if there is none. */
    public Optional<LoginMethods> plus(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "USER" -> Optional.of(new LoginMethods(true, apop, mechanisms));
            case "APOP" -> Optional.of(new LoginMethods(user, true, mechanisms));
            case String other -> Mechanism.named(other).map(mechanism -> {
                Set<Mechanism> more = EnumSet.of(mechanism);
                more.addAll(mechanisms);
                return new LoginMethods(user, apop, more);
            });
        };
    }

    /** The same, but APOP only if this is true. */
    public LoginMethods apopIf(boolean served) {
        return new LoginMethods(user, apop && served, mechanisms);
    }
}
