package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.offered;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import pop3bridge.conformance.trial.Capabilities;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Target;
import pop3bridge.conformance.trial.Transcript;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** What CAPA lists, and whether it is true. */
final class CapabilityCases {
    private static final String CAPA = "RFC 2449 §5";
    private static final int LONGEST = 512;
    private static final Pattern LINE = Pattern.compile("[!--/-~]+( [!-~]+)*");
    private static final Pattern MECHANISM = Pattern.compile("[A-Z0-9_-]{1,20}");
    private static final List<String> WITHOUT_ARGUMENTS = List.of("TOP", "USER", "UIDL", "RESP-CODES", "AUTH-RESP-CODE",
            "PIPELINING", "STLS", "LANG");
    /** Their arguments may differ after login. */
    private static final List<String> DIFFERING = List.of("EXPIRE", "LOGIN-DELAY", "STLS", "IMPLEMENTATION");

    private CapabilityCases() {}

    static List<Case> cases() {
        Group group = new Group("capabilities")
                .add("before-login", CAPA, trial -> trial.before())
                .add("after-login", CAPA, CapabilityCases::afterLogin)
                .add("same-before-and-after-login", CAPA, CapabilityCases::bothStates)
                .add("arguments-same-before-and-after", "RFC 2449 §6", CapabilityCases::sameArguments)
                .add("lines-have-their-syntax", "RFC 2449 §3", CapabilityCases::syntax)
                .add("no-tag-twice", CAPA, CapabilityCases::once)
                .add("stable", CAPA, CapabilityCases::stable)
                .add("no-arguments-where-none-are", "RFC 2449 §6", CapabilityCases::bare)
                .add("sasl-names-mechanisms", "RFC 2449 §6.3, RFC 4422 §3.1", CapabilityCases::mechanisms)
                .add("expire", "RFC 2449 §6.7", trial -> days(trial, "EXPIRE", "(\\d+|NEVER)"))
                .add("login-delay", "RFC 2449 §6.5", trial -> days(trial, "LOGIN-DELAY", "\\d+"))
                .add("implementation", "RFC 2449 §6.9", CapabilityCases::implementation)
                .add("utf8", "RFC 6856 §2", CapabilityCases::utf8)
                .add("user-is-true", "RFC 2449 §6.2", CapabilityCases::user)
                .add("stls-is-true", "RFC 2595 §4", trial -> {
                    trial.needs("STLS");
                    offered(trial.target().tls() == Target.Tls.NONE, "the suite is run in TLS");
                    trial.plain().accepted("STLS");
                })
                .add("sasl-is-true", "RFC 2449 §6.3", CapabilityCases::saslTrue)
                .add("sasl-is-told", "RFC 5034 §3", CapabilityCases::saslTold);
        for (String command : List.of("TOP", "UIDL")) {
            String name = command.toLowerCase(Locale.ROOT);
            group.add(name + "-is-true", CAPA, trial -> {
                trial.needs(command);
                must(trial.facts().known().contains(command), command + " is announced and refused");
            }).add(name + "-is-told", CAPA, trial -> {
                trial.before();
                offered(trial.facts().known().contains(command), "the server does not know " + command);
                should(trial.facts().announces(command), command + " is known and not announced");
            });
        }
        return group.cases();
    }

    private static void afterLogin(Trial trial) throws Finding {
        trial.before();
        must(trial.facts().after().isPresent(), "CAPA is refused after login");
    }

    /** Those of the AUTHORIZATION state are announced in both states; STLS alone is of one (RFC 2595 §8). */
    private static void bothStates(Trial trial) throws Finding {
        Capabilities after = trial.after();
        List<String> missing = trial.before().lines().stream().map(Capabilities::tag)
                .filter(tag -> !tag.equals("STLS") && !after.has(tag)).toList();
        must(missing.isEmpty(), "announced before login alone: " + missing);
    }

    private static void sameArguments(Trial trial) throws Finding {
        Capabilities after = trial.after();
        for (String line : trial.before().lines()) {
            String tag = Capabilities.tag(line);
            if (after.has(tag) && !DIFFERING.contains(tag)) {
                List<String> arguments = after.arguments(tag);
                must(arguments.equals(trial.before().arguments(tag)), line + " becomes " + tag + " " + arguments);
            }
        }
    }

    private static void syntax(Trial trial) throws Finding {
        for (Capabilities capabilities : List.of(trial.before(), trial.after())) {
            for (String line : capabilities.lines()) {
                must(LINE.matcher(line).matches(), "no capability: \"" + Transcript.shortened(line) + "\"");
                must(line.length() + 2 <= LONGEST, "longer than 512 octets: " + Transcript.shortened(line));
            }
        }
    }

    private static void once(Trial trial) throws Finding {
        Set<String> tags = new HashSet<>();
        for (String line : trial.before().lines()) {
            should(tags.add(Capabilities.tag(line)), "announced twice: " + line);
        }
    }

    private static void stable(Trial trial) throws Finding, IOException {
        List<String> first = trial.before().lines();
        Wire wire = trial.connect();
        must(wire.listing("CAPA").equals(first), "CAPA of another connection is another");
        must(wire.listing("CAPA").equals(first), "a second CAPA is another");
    }

    private static void bare(Trial trial) throws Finding {
        for (String tag : WITHOUT_ARGUMENTS) {
            List<String> arguments = trial.before().arguments(tag);
            must(arguments.isEmpty(), tag + " has arguments: " + arguments);
        }
    }

    private static void mechanisms(Trial trial) throws Finding {
        trial.needs("SASL");
        List<String> mechanisms = trial.before().arguments("SASL");
        should(!mechanisms.isEmpty(), "SASL names no mechanism");
        for (String mechanism : mechanisms) {
            must(MECHANISM.matcher(mechanism).matches(), "no SASL mechanism: " + mechanism);
        }
    }

    private static void days(Trial trial, String tag, String value) throws Finding {
        trial.needs(tag);
        Pattern before = Pattern.compile(tag + " " + value + "( USER)?", Pattern.CASE_INSENSITIVE);
        Pattern after = Pattern.compile(tag + " " + value, Pattern.CASE_INSENSITIVE);
        String announced = trial.before().line(tag).orElse("");
        String later = trial.after().line(tag).orElse("");
        must(before.matcher(announced).matches(), "before login: " + announced);
        must(after.matcher(later).matches(), "after login: " + later);
        should(announced.equals(later) || announced.endsWith(" USER"),
                announced + " becomes " + later + ", but does not end in USER before login");
    }

    private static void implementation(Trial trial) throws Finding {
        trial.needs("IMPLEMENTATION");
        must(!trial.after().arguments("IMPLEMENTATION").isEmpty(), "IMPLEMENTATION says nothing");
    }

    private static void utf8(Trial trial) throws Finding {
        trial.needs("UTF8");
        List<String> arguments = trial.before().arguments("UTF8");
        must(arguments.isEmpty() || arguments.equals(List.of("USER")), "UTF8 " + arguments);
    }

    private static void user(Trial trial) throws Finding, IOException {
        if (trial.before().has("USER")) {
            trial.login();
        } else {
            should(!trial.connect().ask("USER " + trial.target().user()).ok(), "USER is accepted and not announced");
        }
    }

    /** Each mechanism that is announced is begun: with a challenge, or with a reply if it fails at once. */
    private static void saslTrue(Trial trial) throws Finding, IOException {
        trial.needs("SASL");
        for (String mechanism : trial.before().arguments("SASL")) {
            Wire wire = trial.connect();
            String command = "AUTH " + mechanism;
            wire.commands(command);
            String line = wire.rawLine(command);
            must(line.startsWith("+ ") || mechanism.equals("EXTERNAL"), command + " is answered with " + line.strip());
        }
    }

    private static void saslTold(Trial trial) throws Finding, IOException {
        trial.before();
        Wire wire = trial.connect();
        wire.commands("AUTH PLAIN");
        boolean known = wire.rawLine("AUTH PLAIN").startsWith("+ ");
        should(!known || trial.facts().announces("SASL"), "AUTH PLAIN is known and SASL not announced");
    }
}
