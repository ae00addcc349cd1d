package dev.serai.rest.idempotency;

import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Makes a {@link MarkedObject} of YAML. It stays YAML, and each scalar stays as it was: the API server decides what
 * {@code y} or {@code 22:22} means.
 */
final class MarkedYaml {

    private static final int DEEPEST = 1_000;

    private MarkedYaml() {}

    /** As {@link MarkedObject#ofJson}, but only the same text is the same body. */
    static MarkedObject of(byte[] body, IdempotencyKey key, ResourcePath path) {
        Node document = compose(new String(body, StandardCharsets.UTF_8));
        if (!(value(document, "metadata") instanceof MappingNode metadata)) {
            throw MarkedObject.withoutMetadata();
        }
        String mark = key.mark(body);
        if (value(metadata, "annotations") instanceof MappingNode annotations) {
            put(annotations, MarkedObject.ANNOTATION, text(mark));
        } else {
            var annotations = new MappingNode(Tag.MAP, new ArrayList<>(), DumperOptions.FlowStyle.BLOCK);
            put(annotations, MarkedObject.ANNOTATION, text(mark));
            put(metadata, "annotations", annotations);
        }
        String name = scalar(metadata, "name");
        String generateName = scalar(metadata, "generateName");
        if (name.isEmpty() && !generateName.isEmpty()) {
            name = key.name(generateName, path);
            put(metadata, "name", text(name));
        }
        var marked = new StringWriter();
        yaml().serialize(document, marked);
        return new MarkedObject(mark, name, marked.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Node compose(String text) {
        try {
            return yaml().compose(new StringReader(text));
        } catch (YAMLException e) {
            throw StatusException.badRequest("an object with %s is one YAML document, at most %d levels deep"
                    .formatted(IdempotencyKey.HEADER, DEEPEST));
        }
    }

    private static Yaml yaml() {
        var loading = new LoaderOptions();
        loading.setNestingDepthLimit(DEEPEST);
        loading.setCodePointLimit(Integer.MAX_VALUE);
        var writing = new DumperOptions();
        writing.setSplitLines(false);
        return new Yaml(new SafeConstructor(loading), new Representer(writing), writing, loading, new Unresolved());
    }

    // A plain scalar stays plain: if the writer took it for a number, it would add a tag where it has to quote it.
    private static final class Unresolved extends Resolver {
        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            boolean told = kind != NodeId.scalar || !implicit || value.isEmpty() || value.equals("<<");
            return told ? super.resolve(kind, value, implicit) : Tag.STR;
        }
    }

    private static @Nullable Node value(Node node, String field) {
        if (!(node instanceof MappingNode mapping)) {
            return null;
        }
        return mapping.getValue().stream()
                .filter(entry -> isField(entry, field))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null);
    }

    private static String scalar(MappingNode node, String field) {
        return value(node, field) instanceof ScalarNode scalar
                        && !scalar.getTag().equals(Tag.NULL)
                ? scalar.getValue()
                : "";
    }

    private static void put(MappingNode mapping, String field, Node value) {
        List<NodeTuple> entries = new ArrayList<>(mapping.getValue());
        entries.removeIf(entry -> isField(entry, field));
        entries.add(new NodeTuple(text(field), value));
        mapping.setValue(entries);
    }

    private static boolean isField(NodeTuple entry, String field) {
        return entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(field);
    }

    private static ScalarNode text(String value) {
        return new ScalarNode(Tag.STR, value, null, null, DumperOptions.ScalarStyle.DOUBLE_QUOTED);
    }
}
