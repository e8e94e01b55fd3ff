package pop3bridge.message;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes the MIME parameters of a value that are not ASCII (RFC 6858 §2.2). */
final class SurrogateParameters {
    private SurrogateParameters() {}

    /** Returns the value in ASCII; empty if the part before the parameters is not ASCII. */
    static Optional<String> of(String value) {
        var parts = new StructuredField(value).parts(";").stream().map(part -> part.value().text()).toList();
        var parameters = parts.subList(1, parts.size());
        Set<String> excised = parameters.stream().filter(parameter -> !Ascii.is(parameter))
                .map(SurrogateParameters::name).collect(Collectors.toSet());
        return Optional.of(parts.getFirst()).filter(Ascii::is)
                .map(first -> first + parameters.stream().filter(parameter -> !excised.contains(name(parameter)))
                        .map(parameter -> ";" + parameter).collect(Collectors.joining()));
    }

    /** Returns the name of a parameter. Sections of one parameter have its name before an asterisk (RFC 2231 §3). */
    private static String name(String parameter) {
        int end = 0;
        while (end < parameter.length() && "=*".indexOf(parameter.charAt(end)) < 0) {
            end++;
        }
        return parameter.substring(0, end).strip().toLowerCase(Locale.ROOT);
    }
}
