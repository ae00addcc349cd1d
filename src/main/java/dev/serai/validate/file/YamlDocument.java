package dev.serai.validate.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A YAML document whose nodes know their places.
 *
 * @param text the text of the file
 * @param root its one document
 */
public record YamlDocument(String text, Node root) {

    // Deeper than any route; a document that refers to itself is deeper than that.
    private static final int DEEPEST = 200;

    /**
     * Reads a file.
     *
     * @param label the name of the file, for error texts
     * @throws RefusedFileException if there is nothing in it, it is not UTF-8, or it names a key twice
     * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it is malformed
     */
    public static YamlDocument of(String label, byte[] bytes) {
        String text = decoded(bytes);
        Node root = new Compose(LoadSettings.builder().setLabel(label).build())
                .composeString(text)
                .orElseThrow(() -> new RefusedFileException(1, 1, "there is nothing in it"));
        if (YamlNodes.isEmpty(root)) {
            throw new RefusedFileException(1, 1, "there is nothing in it");
        }
        checkKeys(root, 0);
        return new YamlDocument(text, root);
    }

    private static String decoded(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            String before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
            throw new RefusedFileException(
                    1 + (int) before.chars().filter(c -> c == '\n').count(),
                    before.length() - before.lastIndexOf('\n'),
                    "a byte that is no UTF-8; save the file as UTF-8");
        }
    }

    // The second value of a key would silently take the place of the first.
    private static void checkKeys(Node node, int depth) {
        if (depth > DEEPEST) {
            throw YamlNodes.refused(node, "it is nested too deep, or an alias in it refers to itself");
        }
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> checkKeys(item, depth + 1));
        } else if (node instanceof MappingNode mapping) {
            Map<String, Node> keys = new HashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = YamlNodes.scalar(tuple.getKeyNode());
                Node before = key == null ? null : keys.put(key, tuple.getKeyNode());
                if (before != null) {
                    throw YamlNodes.refused(
                            tuple.getKeyNode(),
                            "'%s' is there twice; the first is on line %d".formatted(key, YamlNodes.line(before)));
                }
                checkKeys(tuple.getValueNode(), depth + 1);
            }
        }
    }
}
