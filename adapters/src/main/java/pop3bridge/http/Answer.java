package pop3bridge.http;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.sources.MaildropAddress;
import pop3bridge.sources.UserNames;

/** What a service's answer says. */
final class Answer {
    private Answer() {}

    /**
     * The account, or empty if the login is refused.
     *
     * @param user the name as it was typed, which is the account's unless the answer has one
     * @throws HttpFailure if the answer says neither
     */
    static Optional<Account> account(String user, HttpResponse<byte[]> answer) throws HttpFailure {
        return switch (answer.statusCode()) {
            case 200 -> read(user, json(answer.body()));
            case 401 -> {
                if (challengesBearer(answer)) {
                    throw HttpFailure.of(HttpFailure.Kind.TOKEN);
                }
                yield Optional.empty();
            }
            case 403 -> Optional.empty();
            default -> throw HttpFailure.of(HttpFailure.Kind.STATUS, Integer.toString(answer.statusCode()));
        };
    }

    /** Whether it is the server's own token that is wrong (RFC 6750 §3). */
    private static boolean challengesBearer(HttpResponse<byte[]> answer) {
        return answer.headers().allValues("WWW-Authenticate").stream()
                .anyMatch(challenge -> challenge.strip().toLowerCase(Locale.ROOT).startsWith("bearer"));
    }

    private static JsonObject json(byte[] body) throws HttpFailure {
        try {
            return new JsonObject(Utf8.text(body).orElseThrow(() -> malformed("not UTF-8")));
        } catch (DecodeException | ClassCastException _) {
            // The parser's message quotes the body.
            throw malformed("no JSON object");
        }
    }

    private static Optional<Account> read(String user, JsonObject json) throws HttpFailure {
        Object result = json.getValue("result");
        if ("refused".equals(result)) {
            return Optional.empty();
        }
        if (!"ok".equals(result)) {
            throw malformed("result is neither ok nor refused");
        }
        return Optional.of(new Account(name(user, json), maildrop(json), readOnly(json)));
    }

    private static String name(String user, JsonObject json) throws HttpFailure {
        String name = text(json, "user").orElse(user);
        if (!UserNames.possible(name)) {
            throw malformed("user is too long");
        }
        return name;
    }

    private static boolean readOnly(JsonObject json) throws HttpFailure {
        return switch (json.getValue("readonly")) {
            case null -> false;
            case Boolean readOnly -> readOnly;
            default -> throw malformed("readonly is neither true nor false");
        };
    }

    private static List<String> maildrop(JsonObject json) throws HttpFailure {
        Optional<String> maildrop = text(json, "maildrop");
        Optional<String> problem = maildrop.flatMap(address -> MaildropAddress.problem(address, "maildrop"));
        if (problem.isPresent()) {
            throw malformed(problem.get());
        }
        return maildrop.map(MaildropAddress::list).orElse(List.of());
    }

    private static Optional<String> text(JsonObject json, String key) throws HttpFailure {
        Object value = json.getValue(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank() && !UserNames.hasControls(text)) {
            return Optional.of(text);
        }
        throw malformed(key + " is not a text without control characters");
    }

    private static HttpFailure malformed(String why) {
        return HttpFailure.of(HttpFailure.Kind.MALFORMED, why);
    }
}
