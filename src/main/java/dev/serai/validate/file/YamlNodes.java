package dev.serai.validate.file;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads values and line numbers from the nodes of a YAML document. */
public final class YamlNodes {

    private YamlNodes() {}

    public static List<Node> items(@Nullable Node value) {
        return value instanceof SequenceNode list ? list.getValue() : List.of();
    }

    public static @Nullable MappingNode asMapping(@Nullable MappingNode object, String key) {
        return value(object, key) instanceof MappingNode mapping ? mapping : null;
    }

    public static @Nullable Node value(@Nullable MappingNode mapping, String key) {
        if (mapping == null) {
            return null;
        }
        return mapping.getValue().stream()
                .filter(tuple -> key.equals(scalar(tuple.getKeyNode())))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null);
    }

    public static @Nullable String scalar(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    public static int line(Node node) {
        return node.getStartMark().orElseThrow().getLine() + 1;
    }

    /** The column on which a node begins, from 1. */
    public static int column(Node node) {
        return node.getStartMark().orElseThrow().getColumn() + 1;
    }

    /** Each key of an object, as Camel calls it, with its tuple; nothing of what is no object. */
    public static List<NodeTuple> tuples(@Nullable Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    /** The name of a key as Camel has it: it takes on-exception for onException. */
    public static String key(NodeTuple tuple) {
        String key = String.valueOf(scalar(tuple.getKeyNode()));
        if (key.indexOf('-') < 0) {
            return key;
        }
        var camel = new StringBuilder();
        for (String word : key.split("-")) {
            camel.append(
                    camel.isEmpty() || word.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }

    /** Whether nothing is written there, as after {@code steps:}. */
    public static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().isEmpty();
    }

    static RefusedFileException refused(Node node, String reason) {
        return new RefusedFileException(line(node), column(node), reason);
    }
}
