package pop3bridge.pop3.sasl;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;

/**
 * A bearer token (RFC 6750), between pairs of a key and a value that each end in ^A; one more ^A ends the message (RFC 7628 §3.1).
 * A token that is refused is answered by a challenge in JSON; whatever the client says to that, the login fails then (§3.2.3).
 */
final class Bearer implements Exchange {
    /** What differs between the mechanisms. */
    enum Form {
        /** Begins with a GS2 header. {@code y} is no downgrade: there is no variant with channel binding. */
        OAUTHBEARER("[ny],(?:a=([^,]+))?,"),
        /** Begins with the user name. */
        XOAUTH2("user=(.+)?");

        private final Pattern first;

        Form(String first) {
            this.first = Pattern.compile(first, Pattern.DOTALL);
        }
    }

    private static final String SEPARATOR = "\u0001";
    private static final Pattern PAIR = Pattern.compile("[A-Za-z]+=[\\t\\n\\r -~]*");
    private static final String AUTH = "auth=";

    /** Nothing is a token too: who sends it wants to learn where to get one (RFC 7628 §4.3). */
    private static final Pattern TOKEN = Pattern.compile("(?:(?i:Bearer) +([A-Za-z0-9._~+/-]+=*))?");

    private final Form form;
    private final Accounts accounts;
    private Optional<Step> refusal = Optional.empty();
    private Optional<String> user = Optional.empty();

    private record Message(Optional<String> user, Secret token) {}

    Bearer(Form form, Accounts accounts) {
        this.form = form;
        this.accounts = accounts;
    }

    @Override
    public Step next(Optional<byte[]> response) throws AccountsUnavailableException {
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (response.isEmpty()) {
            return new Step.Challenge(new byte[0]);
        }
        Optional<Message> message = Text.utf8(response.get()).flatMap(this::read);
        if (message.isEmpty()) {
            return new Step.Malformed(form.name() + " takes a bearer token");
        }
        user = message.get().user();
        return switch (accounts.authenticateToken(user, message.get().token())) {
            case TokenResult.Accepted(var account) -> new Step.Authenticated(account);
            case TokenResult.Refused refused -> {
                refusal = Optional.of(new Step.Refused(user, Step.Refusal.TOKEN));
                yield new Step.Challenge(Text.octets(challenge(refused)));
            }
        };
    }

    @Override
    public Optional<String> user() {
        return user;
    }

    private Optional<Message> read(String message) {
        if (!message.endsWith(SEPARATOR + SEPARATOR)) {
            return Optional.empty();
        }
        List<String> parts = Arrays.asList(message.substring(0, message.length() - 2).split(SEPARATOR, -1));
        Matcher first = form.first.matcher(parts.getFirst());
        List<String> pairs = parts.subList(1, parts.size());
        List<String> auths = pairs.stream().filter(pair -> pair.startsWith(AUTH)).toList();
        Matcher token = TOKEN.matcher(auths.isEmpty() ? "" : auths.getFirst().substring(AUTH.length()));
        if (!first.matches() || !pairs.stream().allMatch(pair -> PAIR.matcher(pair).matches()) || auths.size() > 1
                || !token.matches()) {
            return Optional.empty();
        }
        Secret secret = Secret.of(token.group(1) == null ? "" : token.group(1));
        String named = first.group(1);
        if (named == null) {
            return Optional.of(new Message(Optional.empty(), secret));
        }
        return (form == Form.OAUTHBEARER ? Text.saslName(named) : Optional.of(named))
                .map(name -> new Message(Optional.of(name), secret));
    }

    private String challenge(TokenResult.Refused refused) {
        return switch (form) {
            case OAUTHBEARER -> "{\"status\":" + quoted(refused.status()) + member("scope", refused.scope())
                    + member("openid-configuration", refused.configuration()) + "}";
            case XOAUTH2 -> "{\"status\":\"400\",\"schemes\":\"bearer\"" + member("scope", refused.scope()) + "}";
        };
    }

    private static String member(String name, Optional<String> value) {
        return value.map(text -> ",\"" + name + "\":" + quoted(text)).orElse("");
    }

    /** A JSON string (RFC 8259 §7). */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c < ' ') {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
