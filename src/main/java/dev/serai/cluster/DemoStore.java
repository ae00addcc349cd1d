package dev.serai.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesAttributesExtractor;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.Attribute;
import io.fabric8.mockwebserver.crud.AttributeSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The objects of the demo cluster, matched as the mock server matches them.
 * Who reads, decides and writes holds its monitor throughout.
 */
final class DemoStore {

    /** An object, and what it can be selected by. */
    record Stored(String path, AttributeSet attributes, String json) {
        ObjectNode object() {
            return Serialization.unmarshal(json, ObjectNode.class);
        }
    }

    private final KubernetesAttributesExtractor extractor = new KubernetesAttributesExtractor();
    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private final DemoWatches watches;
    private long version;

    DemoStore(long version) {
        this.version = version;
        watches = new DemoWatches(version);
    }

    long version() {
        return version;
    }

    DemoWatches watches() {
        return watches;
    }

    AttributeSet query(String selection) {
        return extractor.fromPath(selection);
    }

    List<Stored> select(AttributeSet query) {
        return objects.values().stream()
                .filter(stored -> stored.attributes().matches(query))
                .toList();
    }

    List<Stored> select(DemoResource resource) {
        return select(query(resource.path(null, null)));
    }

    Optional<Stored> find(DemoTarget target) {
        return Optional.ofNullable(objects.get(target.path()));
    }

    Stored put(DemoTarget target, ObjectNode object) {
        object.withObject("/metadata").put("resourceVersion", Long.toString(++version));
        String json = object.toString();
        AttributeSet attributes = AttributeSet.merge(extractor.fromPath(target.path()), extractor.fromResource(json))
                .add(
                        new Attribute(
                                "spec.nodeName", object.at("/spec/nodeName").asText()),
                        new Attribute("status.phase", object.at("/status/phase").asText()));
        Stored after = new Stored(target.path(), attributes, json);
        watches.publish(new DemoWatches.Change(version, objects.put(after.path(), after), after));
        return after;
    }

    void remove(Stored gone) {
        objects.remove(gone.path());
        watches.publish(new DemoWatches.Change(++version, gone, null));
    }

    /** Tells those who watch how far the store is. */
    void bookmark() {
        watches.bookmark(version);
    }

    /** Removes all that lies in a namespace. */
    void clear(String namespace) {
        AttributeSet inside = new AttributeSet(new Attribute(KubernetesAttributesExtractor.NAMESPACE, namespace));
        select(inside).forEach(this::remove);
    }
}
