package dev.serai.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.cluster.DemoStore.Stored;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Create, replace, patch and delete, each answering with the object as it then is. */
final class DemoWrites {
    private static final List<String> KEPT = List.of(
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "generation",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "resourceVersion");

    private final DemoStore store;
    private final Clock clock;
    private final DemoNames names;

    DemoWrites(DemoStore store, Clock clock, DemoNames names) {
        this.store = store;
        this.clock = clock;
        this.names = names;
    }

    String create(DemoTarget target, ObjectNode object) {
        DemoResource resource = target.resource();
        ObjectNode metadata = object.withObject("/metadata");
        if (metadata.path("name").asText("").isEmpty() && metadata.hasNonNull("generateName")) {
            metadata.put("name", names.generated(metadata.get("generateName").asText()));
        }
        DemoRules.check(target, object);
        DemoTarget created = target.named(metadata.get("name").asText());
        if (store.find(created).isPresent()) {
            throw DemoRefusal.exists(resource, created.name());
        }
        if (resource.namespaced()) {
            DemoTarget namespace = new DemoTarget(DemoResource.NAMESPACES, null, target.namespace(), false);
            store.find(namespace).orElseThrow(() -> DemoRefusal.notFound(DemoResource.NAMESPACES, target.namespace()));
            metadata.put("namespace", target.namespace());
        }
        metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds"));
        metadata.put("uid", names.uid());
        metadata.put("creationTimestamp", now(0));
        metadata.put("generation", 1);
        DemoRules.complete(resource, object);
        return keep(created, object);
    }

    /** Takes all but the status from {@code wanted}, or the status alone. */
    String replace(DemoTarget target, ObjectNode wanted, boolean status) {
        Stored current = existing(target);
        ObjectNode was = current.object();
        DemoRules.check(target, wanted);
        DemoRules.checkSame(target, was.path("metadata"), wanted.path("metadata"));
        ObjectNode object = status ? was.deepCopy() : wanted;
        copy("status", status ? wanted : was, object);
        KEPT.forEach(field -> copy(field, was.path("metadata"), object.withObject("/metadata")));
        ObjectNode metadata = object.withObject("/metadata");
        if (!object.path("spec").equals(was.path("spec"))) {
            metadata.put("generation", was.at("/metadata/generation").asLong() + 1);
        }
        if (metadata.has("deletionTimestamp")
                && metadata.path("finalizers").isEmpty()
                && !DemoRules.endsSlowly(target, object)
                && !target.dryRun()) {
            store.remove(current);
            return object.toString();
        }
        return object.equals(was) ? current.json() : keep(target, object);
    }

    String patch(DemoTarget target, String contentType, String patch, boolean status) {
        if (DemoPatch.applies(contentType) && store.find(target).isEmpty()) {
            ObjectNode nothing = JsonNodeFactory.instance.objectNode();
            return create(target, DemoPatch.patched(contentType, nothing, patch));
        }
        return replace(target, DemoPatch.patched(contentType, existing(target).object(), patch), status);
    }

    /** Deletes an object, or, where it needs time or has finalizers, says that it is to go. */
    String delete(DemoTarget target, JsonNode options) {
        Stored current = existing(target);
        ObjectNode object = current.object();
        ObjectNode metadata = object.withObject("/metadata");
        DemoRules.checkMayGo(target);
        DemoRules.checkSame(target, metadata, options.path("preconditions"));
        if (target.dryRun() || options.path("dryRun").path(0).asText().equals("All")) {
            return current.json();
        }
        long allowed = object.at("/spec/terminationGracePeriodSeconds").asLong(30);
        long grace = DemoRules.endsSlowly(target, object)
                ? options.path("gracePeriodSeconds").asLong(allowed)
                : 0;
        if (grace == 0 && metadata.path("finalizers").isEmpty()) {
            store.remove(current);
            if (target.resource() == DemoResource.NAMESPACES) {
                store.clear(target.name());
            }
            return current.json();
        }
        if (metadata.has("deletionTimestamp")) {
            return current.json();
        }
        metadata.put("deletionTimestamp", now(grace));
        metadata.put("deletionGracePeriodSeconds", grace);
        return keep(target, object);
    }

    Stored existing(DemoTarget target) {
        return store.find(target).orElseThrow(() -> DemoRefusal.notFound(target.resource(), target.name()));
    }

    private String keep(DemoTarget target, ObjectNode object) {
        return target.dryRun() ? object.toString() : store.put(target, object).json();
    }

    private String now(long secondsFromNow) {
        return clock.instant()
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(secondsFromNow)
                .toString();
    }

    private static void copy(String field, JsonNode from, ObjectNode to) {
        if (from.has(field)) {
            to.set(field, from.get(field));
        } else {
            to.remove(field);
        }
    }
}
