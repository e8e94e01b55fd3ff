package pop3bridge.helm;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON schema of a setting's value, made from the words of the settings page. */
final class SettingSchema {
    private static final String LIST = ", or a list of them";
    private static final Pattern NUMBER = Pattern.compile("a whole number from (\\d+) to (\\d+)");
    private static final Pattern OCTETS = Pattern.compile("a number of octets from (\\S+) to (\\S+), such as .*");
    private static final Pattern DURATION = Pattern.compile("a duration from (\\d+)(ms|s|m|h) to (\\d+)(ms|s|m|h)");
    private static final Map<String, Integer> MILLISECONDS = new TreeMap<>(
            Map.of("ms", 1, "s", 1000, "m", 60_000, "h", 3_600_000));

    /** What other words mean, by their beginning; Go has to understand the expressions too. */
    private static final Map<String, String> PATTERNS = Map.of(
            "a bucket name", "^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9]|arn:aws[a-z-]*:s3:[^{}\\s]+)$",
            "a region name", "^[a-z0-9][a-z0-9-]*$",
            "a URL such as ldap", "^ldaps?://[^\\s]+$",
            "a URL", "^https?://[^\\s@]+$",
            "the ARN of a role", "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[^\\s]+$",
            "an address or a network", "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$",
            "a prefix that ends with / and contains", "^[^{}]*(\\{(user|local|domain)\\}[^{}]*)*/$",
            "a prefix that ends with /, without", "^[^{}]+/$",
            "the mode of a file", "^0[0-7]{3}$",
            "a key", "^[!-~]+$");
    private static final String TEXT = "^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$";

    private SettingSchema() {}

    static JsonObject of(String word) {
        boolean list = word.endsWith(LIST);
        JsonObject item = item(list ? word.substring(0, word.length() - LIST.length()) : word);
        if (!list) {
            return item;
        }
        return object(schema -> {
            JsonArray either = new JsonArray();
            either.add(item);
            either.add(object(array -> {
                array.addProperty("type", "array");
                array.addProperty("minItems", 1);
                array.add("items", item);
            }));
            schema.add("anyOf", either);
        });
    }

    private static JsonObject item(String word) {
        Matcher number = NUMBER.matcher(word);
        Matcher octets = OCTETS.matcher(word);
        Matcher duration = DURATION.matcher(word);
        if (word.equals("one of true, false")) {
            return object(schema -> schema.addProperty("type", "boolean"));
        } else if (word.startsWith("one of ")) {
            return object(schema -> {
                JsonArray values = new JsonArray();
                List.of(word.substring("one of ".length()).split(", ", -1)).forEach(values::add);
                schema.add("enum", values);
            });
        } else if (number.matches()) {
            return object(schema -> {
                schema.addProperty("type", "integer");
                schema.addProperty("minimum", Long.valueOf(number.group(1)));
                schema.addProperty("maximum", Long.valueOf(number.group(2)));
            });
        } else if (octets.matches()) {
            return text(octets(count(octets.group(1)), count(octets.group(2))));
        } else if (duration.matches()) {
            return text(duration(milliseconds(duration.group(1), duration.group(2)),
                    milliseconds(duration.group(3), duration.group(4))));
        }
        return text(PATTERNS.entrySet().stream().filter(entry -> word.startsWith(entry.getKey()))
                .max((one, other) -> Integer.compare(one.getKey().length(), other.getKey().length()))
                .map(Map.Entry::getValue).orElse(TEXT));
    }

    private static long milliseconds(String number, String unit) {
        return Long.parseLong(number) * Objects.requireNonNull(MILLISECONDS.get(unit));
    }

    private static long count(String text) {
        return Long.parseLong(text.replaceAll("\\D", "")) << shift(text.replaceAll("\\d", ""));
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 0;
        };
    }

    private static String octets(long least, long most) {
        return "^(" + String.join("|", List.of("", "KiB", "MiB").stream()
                .map(unit -> units(least, most, 1L << shift(unit), unit)).filter(part -> !part.isEmpty()).toList())
                + ")$";
    }

    private static String duration(long least, long most) {
        return "^(" + String.join("|", MILLISECONDS.entrySet().stream()
                .map(unit -> units(least, most, unit.getValue(), unit.getKey())).filter(part -> !part.isEmpty())
                .toList()) + ")$";
    }

    /** The values in this unit; empty if none is within the bounds. */
    private static String units(long least, long most, long size, String unit) {
        long from = Math.ceilDiv(least, size);
        return from > most / size ? "" : NumberRange.pattern(from, most / size) + unit;
    }

    private static JsonObject text(String pattern) {
        return object(schema -> {
            schema.addProperty("type", "string");
            schema.addProperty("pattern", pattern);
        });
    }

    static JsonObject object(Consumer<JsonObject> fill) {
        JsonObject object = new JsonObject();
        fill.accept(object);
        return object;
    }
}
