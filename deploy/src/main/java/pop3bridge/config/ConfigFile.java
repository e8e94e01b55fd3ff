package pop3bridge.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import pop3bridge.config.ValueType.Items;

/**
 * The configuration file: YAML whose nested keys form the dotted key of a setting. Reads the YAML node tree rather than
 * converted values: each value stays the text as written, and each problem has a line number.
 */
final class ConfigFile {
    private static final int LIMIT = 1 << 20;

    private final Path file;
    private final Map<String, RawValue> given = new HashMap<>();
    private final Map<String, String> seen = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private ConfigFile(Path file) {
        this.file = file;
    }

    /**
     * Returns the values in the file, by dotted key.
     *
     * @param problems receives problems that belong to no setting: unknown and duplicate keys
     * @throws ConfigException if the file cannot be read or is not YAML
     */
    static Map<String, RawValue> read(Path path, List<String> problems) throws ConfigException {
        ConfigFile file = new ConfigFile(path);
        Optional<Node> root = file.parse(file.text());
        if (root.isPresent()) {
            file.section("", "the file", root.get());
        }
        problems.addAll(file.problems);
        return file.given;
    }

    private String text() throws ConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(LIMIT + 1);
            if (octets.length > LIMIT) {
                throw failure("larger than 1 MiB");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (NoSuchFileException _) {
            throw failure("no such file");
        } catch (AccessDeniedException _) {
            throw failure("permission denied");
        } catch (CharacterCodingException _) {
            throw failure("not UTF-8 text");
        } catch (IOException e) {
            throw failure("cannot be read: " + e.getMessage());
        }
    }

    private Optional<Node> parse(String text) throws ConfigException {
        try {
            return new Compose(LoadSettings.builder().build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                    .orElse("");
            String context = Objects.requireNonNullElse(e.getContext(), "");
            throw failure(file + place, "not YAML: " + (context.isEmpty() ? "" : context + ", ") + e.getProblem());
        } catch (YamlEngineException e) {
            throw failure("not YAML: " + e.getMessage());
        } catch (StackOverflowError _) {
            throw failure("nested too deeply");
        }
    }

    private ConfigException failure(String what) {
        return failure(file.toString(), what);
    }

    private static ConfigException failure(String where, String what) {
        return new ConfigException(List.of(where + ": " + what.lines().findFirst().orElse("")));
    }

    private void section(String prefix, String name, Node node) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                entry(prefix + ((ScalarNode) entry.getKeyNode()).getValue(), entry);
            }
        } else if (!isNull(node)) {
            problems.add(name + " (" + where(node) + "): must contain settings, each on its own line: \"name: value\"");
        }
    }

    private void entry(String key, NodeTuple entry) {
        String where = where(entry.getKeyNode());
        String named = BadValueException.oneLine(key) + " (" + where + "): ";
        String before = seen.putIfAbsent(key, where);
        Optional<Setting<?>> setting = Settings.find(key);
        if (before != null) {
            problems.add(named + "duplicate key, first set at " + before);
        } else if (setting.isPresent()) {
            value(setting.get(), entry.getValueNode(), where).ifPresent(value -> given.put(key, value));
        } else if (Settings.isSection(key)) {
            section(key + ".", key, entry.getValueNode());
        } else {
            problems.add(named + "unknown setting; did you mean " + Settings.nearest(key) + "?");
        }
    }

    private static Optional<RawValue> value(Setting<?> setting, Node node, String where) {
        String expected = "; expected " + setting.type().word();
        return switch (node) {
            case ScalarNode scalar ->
                isNull(scalar) ? Optional.empty() : Optional.of(new RawValue.Text(scalar.getValue(), where));
            case SequenceNode list when setting.type().items() == Items.MAPPINGS
                    && list.getValue().stream().allMatch(MappingNode.class::isInstance) ->
                entries(list, where);
            case SequenceNode list when setting.type().items() == Items.NONE ->
                Optional.of(new RawValue.Wrong("is a list" + expected, where));
            case SequenceNode list when list.getValue().stream().allMatch(ScalarNode.class::isInstance) ->
                Optional.of(new RawValue.Text(list.getValue().stream().map(item -> ((ScalarNode) item).getValue())
                        .collect(Collectors.joining(",")), where));
            case SequenceNode _ ->
                Optional.of(new RawValue.Wrong("is a list with nested lists or mappings" + expected, where));
            default ->
                Optional.of(new RawValue.Wrong("is a mapping" + expected + " (quote a value that begins with a brace)",
                        where));
        };
    }

    /** Each mapping as the text of a {@link ListenerEntry}. */
    private static Optional<RawValue> entries(SequenceNode list, String where) {
        List<String> entries = new ArrayList<>();
        for (Node item : list.getValue()) {
            List<String> words = new ArrayList<>();
            for (NodeTuple entry : ((MappingNode) item).getValue()) {
                if (!(entry.getKeyNode() instanceof ScalarNode key)
                        || !(entry.getValueNode() instanceof ScalarNode value)
                        || !value.getValue().matches("[^\\s,]+")) {
                    return Optional.of(
                            new RawValue.Wrong("an entry holds something other than keys with one value each", where));
                }
                if (key.getValue().equals(ListenerEntry.LISTEN)) {
                    words.addFirst(value.getValue());
                } else {
                    words.add(key.getValue() + "=" + value.getValue());
                }
            }
            if (words.isEmpty() || words.getFirst().contains("=")) {
                return Optional.of(new RawValue.Wrong("an entry has no key listen", where));
            }
            entries.add(String.join(" ", words));
        }
        return Optional.of(new RawValue.Text(String.join(",", entries), where));
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private String where(Node node) {
        return file + ":" + node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
