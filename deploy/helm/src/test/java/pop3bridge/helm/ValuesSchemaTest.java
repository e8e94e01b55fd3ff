package pop3bridge.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import pop3bridge.helm.SettingsPage.Row;

/** The schema of the chart's values has each setting of the settings page. {@code -Dsettings.update=true} writes it. */
class ValuesSchemaTest {
    private static final Path SCHEMA = Path.of("pop3bridge/values.schema.json");
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** The chart sets these, or takes them from files alone. */
    private static final Set<String> NOT_IN_VALUES = Set.of("pop3.listen", "pop3s.listen", "pop3.listeners",
            "management.listen", "store.secret-key");

    @Test
    void theSettingsAreThoseOfTheSettingsPage() throws IOException {
        String before = Files.readString(SCHEMA);
        JsonObject schema = JsonParser.parseString(before).getAsJsonObject();
        JsonObject definitions = schema.getAsJsonObject("definitions");
        List<Row> rows = SettingsPage.rows().stream().filter(row -> !NOT_IN_VALUES.contains(row.key())).toList();
        definitions.add("config", config(rows.stream().filter(row -> !row.isFile()).toList()));
        definitions.add("files", files(rows.stream().filter(Row::isFile).toList()));
        String after = GSON.toJson(schema) + "\n";
        if (Boolean.getBoolean("settings.update")) {
            Files.writeString(SCHEMA, after);
            return;
        }
        assertEquals(after, before, "run with -Dsettings.update=true");
    }

    private static JsonObject config(List<Row> rows) {
        JsonObject config = section();
        for (Row row : rows) {
            List<String> names = List.of(row.key().split("\\.", -1));
            JsonObject section = config;
            for (String name : names.subList(0, names.size() - 1)) {
                JsonObject properties = section.getAsJsonObject("properties");
                if (!properties.has(name)) {
                    properties.add(name, section());
                }
                section = properties.getAsJsonObject(name);
            }
            section.getAsJsonObject("properties").add(names.getLast(), SettingSchema.of(row.word()));
        }
        require(config, "store");
        require(config.getAsJsonObject("properties").getAsJsonObject("store"), "bucket");
        return config;
    }

    private static void require(JsonObject section, String name) {
        JsonArray names = new JsonArray();
        names.add(name);
        section.add("required", names);
    }

    private static JsonObject section() {
        return SettingSchema.object(section -> {
            section.addProperty("type", "object");
            section.addProperty("additionalProperties", false);
            section.add("properties", new JsonObject());
        });
    }

    /** Certificates are public; all other files may be secret. */
    private static JsonObject files(List<Row> rows) {
        JsonObject files = section();
        for (Row row : rows) {
            boolean open = row.key().endsWith("ca-file") || row.key().endsWith("-ca")
                    || row.key().equals("tls.certificate");
            JsonObject one = SettingSchema
                    .object(file -> file.addProperty("$ref", "#/definitions/" + (open ? "file" : "secret")));
            files.getAsJsonObject("properties").add(row.key(),
                    row.word().endsWith("list of them") ? several(one) : one);
        }
        JsonObject together = new JsonObject();
        for (String key : List.of("tls.key", "tls.key-password-file", "tls.client-ca")) {
            JsonArray certificate = new JsonArray();
            certificate.add("tls.certificate");
            together.add(key, certificate);
        }
        files.add("dependencies", together);
        return files;
    }

    private static JsonObject several(JsonObject one) {
        return SettingSchema.object(schema -> {
            JsonArray either = new JsonArray();
            either.add(one);
            either.add(SettingSchema.object(array -> {
                array.addProperty("type", "array");
                array.addProperty("minItems", 1);
                array.add("items", one);
            }));
            schema.add("oneOf", either);
        });
    }
}
