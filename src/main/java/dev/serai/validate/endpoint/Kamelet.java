package dev.serai.validate.endpoint;

import dev.serai.validate.file.YamlNodes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A kamelet as its file describes it.
 *
 * @param name its name
 * @param parameters what it can be told, each with what is said of it
 * @param required what it must be told
 */
public record Kamelet(String name, Map<String, Parameter> parameters, Set<String> required) {

    /**
     * What a kamelet can be told.
     *
     * @param type string, integer, number or boolean
     * @param words the words that it can be; empty for any
     * @param isSecret whether it is marked as a secret
     * @param key the node of its name
     */
    public record Parameter(String type, Set<String> words, boolean isSecret, Node key) {}

    /** Reads what a document says; what it lacks is left out. */
    public static Kamelet of(MappingNode document) {
        MappingNode definition = YamlNodes.asMapping(YamlNodes.asMapping(document, "spec"), "definition");
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (NodeTuple tuple : YamlNodes.tuples(YamlNodes.value(definition, "properties"))) {
            String name = YamlNodes.scalar(tuple.getKeyNode());
            MappingNode said = tuple.getValueNode() instanceof MappingNode mapping ? mapping : null;
            if (name != null) {
                parameters.put(
                        name,
                        new Parameter(
                                Objects.requireNonNullElse(YamlNodes.scalar(YamlNodes.value(said, "type")), "string"),
                                texts(YamlNodes.value(said, "enum")).collect(Collectors.toSet()),
                                "password".equals(YamlNodes.scalar(YamlNodes.value(said, "format"))),
                                tuple.getKeyNode()));
            }
        }
        return new Kamelet(
                Objects.requireNonNullElse(
                        YamlNodes.scalar(YamlNodes.value(YamlNodes.asMapping(document, "metadata"), "name")), ""),
                parameters,
                texts(YamlNodes.value(definition, "required")).collect(Collectors.toSet()));
    }

    private static Stream<String> texts(@Nullable Node list) {
        return YamlNodes.items(list).stream()
                .filter(ScalarNode.class::isInstance)
                .map(item -> ((ScalarNode) item).getValue());
    }
}
