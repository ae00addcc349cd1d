package dev.serai.reload;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads values and line numbers from the nodes of a YAML document. */
final class YamlNodes {

    private YamlNodes() {}

    static List<Node> items(@Nullable Node value) {
        return value instanceof SequenceNode list ? list.getValue() : List.of();
    }

    static @Nullable MappingNode asMapping(MappingNode object, String key) {
        return value(object, key) instanceof MappingNode mapping ? mapping : null;
    }

    static @Nullable Node value(@Nullable MappingNode mapping, String key) {
        if (mapping == null) {
            return null;
        }
        return mapping.getValue().stream()
                .filter(tuple -> key.equals(scalar(tuple.getKeyNode())))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null);
    }

    static @Nullable String scalar(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    static int line(Node node) {
        return node.getStartMark().orElseThrow().getLine() + 1;
    }

    static IllegalArgumentException refused(Node node, String reason) {
        return new IllegalArgumentException("line %d: %s".formatted(line(node), reason));
    }
}
