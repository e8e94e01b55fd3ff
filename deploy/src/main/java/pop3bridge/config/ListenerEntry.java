package pop3bridge.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import pop3bridge.net.TlsProfile;
import pop3bridge.server.Listener.Tls;
import pop3bridge.server.ServerConfig.PlaintextLogin;

/**
 * An entry of {@code pop3.listeners}. In the file it is a mapping; as text it is the address and then the other keys:
 * {@code 0.0.0.0:110 tls=starttls profile=legacy}.
 *
 * @param plaintext empty for what {@code pop3.plaintext-login} says
 */
record ListenerEntry(Address address, Tls tls, Optional<PlaintextLogin> plaintext, TlsProfile profile,
        boolean proxyProtocol) {
    static final String LISTEN = "listen";

    private static final String TLS = "tls";
    private static final String PLAINTEXT_LOGIN = "plaintext-login";
    private static final String PROFILE = "profile";
    private static final String PROXY_PROTOCOL = "proxy-protocol";
    private static final Set<String> OTHER_KEYS = Set.of(TLS, PLAINTEXT_LOGIN, PROFILE, PROXY_PROTOCOL);

    static final String WORD = "an address host:port, which options such as tls=implicit may follow";

    /** Entries with commas between them. */
    static List<ListenerEntry> parseAll(String text) throws BadValueException {
        List<ListenerEntry> entries = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            entries.add(parse(one.strip()));
        }
        return List.copyOf(entries);
    }

    private static ListenerEntry parse(String text) throws BadValueException {
        List<String> words = List.of(text.split("\\s+"));
        Map<String, String> values = new HashMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            if (equals < 0 || !OTHER_KEYS.contains(key)) {
                throw BadValueException.not(word, "one of " + String.join("=…, ", new TreeSet<>(OTHER_KEYS)) + "=…");
            }
            if (values.put(key, word.substring(equals + 1)) != null) {
                throw new BadValueException(key + " is there twice for " + words.getFirst());
            }
        }
        return new ListenerEntry(Address.parse(words.getFirst()),
                constant(Tls.class, values, TLS).orElse(Tls.OFF),
                constant(PlaintextLogin.class, values, PLAINTEXT_LOGIN),
                constant(TlsProfile.class, values, PROFILE).orElse(TlsProfile.MODERN),
                truth(values));
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, Map<String, String> values, String key)
            throws BadValueException {
        String text = values.get(key);
        if (text == null) {
            return Optional.empty();
        }
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
        if (!names.contains(text)) {
            throw BadValueException.not(text, key + ", one of " + String.join(", ", names));
        }
        return Optional.of(type.getEnumConstants()[names.indexOf(text)]);
    }

    private static boolean truth(Map<String, String> values) throws BadValueException {
        String text = values.getOrDefault(PROXY_PROTOCOL, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw BadValueException.not(text, PROXY_PROTOCOL + ", true or false");
        }
        return text.equals("true");
    }
}
