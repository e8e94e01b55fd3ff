package pop3bridge.deploy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The permissions of an IAM policy, as far as the policies of pop3bridge go: no denials, and conditions on prefixes alone. */
record Permissions(List<Grant> grants) {
    /**
     * One action on one pattern of resources.
     *
     * @param prefixes the patterns of prefixes that a listing may have; empty if there is no such condition
     */
    record Grant(String action, String resource, List<String> prefixes) {
        private boolean allows(Call call) {
            return action.equals(call.action()) && like(resource, call.resource())
                    && (prefixes.isEmpty() || call.prefix().isEmpty()
                            || prefixes.stream().anyMatch(prefix -> like(prefix, call.prefix().get())));
        }

        @Override
        public String toString() {
            return action + " " + resource;
        }
    }

    /**
     * What needs a permission.
     *
     * @param prefix that of a listing
     */
    record Call(String action, String resource, Optional<String> prefix) {
        static Call of(String action, String resource) {
            return new Call(action, resource, Optional.empty());
        }
    }

    /** Reads a policy. Fails at statements that this class does not understand. */
    static Permissions of(JsonObject policy) {
        List<Grant> grants = new ArrayList<>();
        for (Object one : policy.getJsonArray("Statement")) {
            JsonObject statement = (JsonObject) one;
            if (!statement.getString("Effect").equals("Allow")) {
                throw new IllegalArgumentException(statement.encode());
            }
            List<String> prefixes = prefixes(statement);
            for (String action : texts(statement.getValue("Action"))) {
                for (String resource : texts(statement.getValue("Resource"))) {
                    grants.add(new Grant(action, resource, prefixes));
                }
            }
        }
        return new Permissions(List.copyOf(grants));
    }

    /** Returns these permissions and those of another policy. */
    Permissions and(Permissions others) {
        return new Permissions(Stream.concat(grants.stream(), others.grants.stream()).toList());
    }

    /** Returns the grants that allow a call. */
    List<Grant> allowing(Call call) {
        return grants.stream().filter(grant -> grant.allows(call)).toList();
    }

    private static List<String> prefixes(JsonObject statement) {
        if (!statement.containsKey("Condition")) {
            return List.of();
        }
        JsonObject condition = statement.getJsonObject("Condition");
        if (!condition.fieldNames().equals(Set.of("StringLikeIfExists"))) {
            throw new IllegalArgumentException(condition.encode());
        }
        return texts(condition.getJsonObject("StringLikeIfExists").getValue("s3:prefix"));
    }

    private static List<String> texts(Object value) {
        return value instanceof JsonArray array
                ? array.stream().map(String.class::cast).toList()
                : List.of((String) value);
    }

    /** {@code *} stands for any characters and {@code ?} for one, unless they are written {@code ${*}} and {@code ${?}}. */
    private static boolean like(String pattern, String text) {
        StringBuilder expression = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char character = pattern.charAt(at);
            if (pattern.startsWith("${", at) && pattern.startsWith("}", at + 3)) {
                expression.append(Pattern.quote(String.valueOf(pattern.charAt(at + 2))));
                at += 3;
            } else if (character == '*' || character == '?') {
                expression.append(character == '*' ? ".*" : ".");
            } else {
                expression.append(Pattern.quote(String.valueOf(character)));
            }
        }
        return Pattern.compile(expression.toString(), Pattern.DOTALL).matcher(text)
                .matches();
    }
}
