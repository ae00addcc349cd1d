package dev.serai.prepull.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.TestClock;
import dev.serai.prepull.pod.MechanismChoice;
import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.pod.PullPodTemplate;
import dev.serai.prepull.pod.WorkerNode;
import dev.serai.prepull.spec.ImagePrepull;
import dev.serai.prepull.verdict.PullMarks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An API server as far as a planner needs one: nodes, ImagePrepulls, pods and stored verdicts as JSON, and a clock. It
 * carries out what is planned, as far as a test wants it.
 */
final class PlannedCluster {

    final TestClock clock = new TestClock();
    final Map<String, ObjectNode> nodes = new TreeMap<>();
    final Map<String, ObjectNode> pods = new LinkedHashMap<>();
    final Map<String, ObjectNode> prepulls = new TreeMap<>();
    final Map<String, JsonNode> books = new HashMap<>();
    /** The node of each pod that was ever made, in order. */
    final List<String> made = new ArrayList<>();

    final List<News> news = new ArrayList<>();
    Planner planner = planner("auto", 0);
    private int uid;
    private int version;

    static Planner planner(String mechanism, int perRegistry) {
        return new Planner(new PullPodTemplate("pause:1", ""), MechanismChoice.parse(mechanism), perRegistry);
    }

    PlannedCluster nodes(int count) {
        for (int i = 0; i < count; i++) {
            node("node-%02d".formatted(i));
        }
        return this;
    }

    ObjectNode node(String name) {
        var node = (ObjectNode) Json.parse("""
                {"metadata":{"name":"%s","uid":"%08d-node","labels":{"pool":"a"}},
                 "spec":{},"status":{"conditions":[{"type":"Ready","status":"True"}],"nodeInfo":
                 {"kubeletVersion":"v1.35.4","containerRuntimeVersion":"containerd://2.1.3"}}}
                """.formatted(name, ++uid));
        nodes.put(name, node);
        return node;
    }

    /** Makes or changes an ImagePrepull; another spec is another generation. */
    ObjectNode prepull(String name, String spec) {
        ObjectNode known = prepulls.get(name);
        long generation = known == null ? 1 : known.at("/metadata/generation").asLong() + 1;
        String id = known == null
                ? "%08d-prepull".formatted(++uid)
                : known.at("/metadata/uid").asText();
        var made = (ObjectNode) Json.parse("""
                {"metadata":{"name":"%s","namespace":"ns","uid":"%s","generation":%d,
                 "creationTimestamp":"2026-01-01T00:00:00Z","annotations":{}},"spec":%s}
                """.formatted(name, id, generation, spec.replace('\'', '"')));
        if (known != null && known.has("status")) {
            made.set("status", known.get("status"));
        }
        prepulls.put(name, made);
        return made;
    }

    void condition(String node, String type, String status) {
        ((ObjectNode) nodes.get(node).path("status")).withArray("conditions").forEach(condition -> {
            if (condition.path("type").asText().equals(type)) {
                ((ObjectNode) condition).put("status", status);
            }
        });
        if (nodes.get(node)
                .path("status")
                .path("conditions")
                .findValuesAsText("type")
                .contains(type)) {
            return;
        }
        ((ObjectNode) nodes.get(node).path("status"))
                .withArray("conditions")
                .addObject()
                .put("type", type)
                .put("status", status);
    }

    void cordon(String node, boolean cordoned) {
        ((ObjectNode) nodes.get(node).path("spec")).put("unschedulable", cordoned);
    }

    ClusterView view() {
        List<ImagePrepull> all = prepulls.values().stream()
                .map(object -> ImagePrepull.parse(bytes(object)))
                .toList();
        return new ClusterView(
                all,
                nodes.values().stream()
                        .map(node -> WorkerNode.parse(bytes(node)))
                        .collect(Collectors.toMap(WorkerNode::name, node -> node)),
                pods.values().stream().map(pod -> PullPod.parse(bytes(pod))).toList(),
                all.stream()
                        .collect(Collectors.toMap(
                                ImagePrepull::uid,
                                prepull -> books.containsKey(prepull.uid())
                                        ? VerdictBook.parse(books.get(prepull.uid()))
                                        : VerdictBook.NONE)),
                "v1.35.4",
                clock.instant());
    }

    List<Action> plan() {
        return planner.plan(view()).actions();
    }

    /** Plans and carries out until nothing is left to be done at this moment. */
    PlannedCluster settle() {
        for (int round = 0; round < 200; round++) {
            List<Action> actions = plan();
            if (actions.isEmpty()) {
                return this;
            }
            actions.forEach(this::carryOut);
        }
        throw new AssertionError("it never settles: " + plan());
    }

    void advance(Duration time) {
        clock.advance(time);
    }

    void carryOut(Action action) {
        if (action instanceof Action.Store store) {
            store(store);
        } else if (action instanceof Action.Pull pull) {
            create(pull);
        } else if (action instanceof Action.GiveUp giveUp) {
            ObjectNode pod = pods.get(giveUp.pod().name());
            if (pod != null) {
                pod.withObject("/metadata/annotations").put(PullMarks.GIVEN_UP, giveUp.reason());
            }
        } else if (action instanceof Action.Release release) {
            pods.remove(release.pod().name());
        } else if (action instanceof Action.WriteStatus write) {
            ObjectNode prepull = prepulls.get(write.prepull().name());
            if (prepull != null) {
                prepull.set("status", Json.parse(write.status().toString()));
            }
        } else if (action instanceof Action.Delete delete) {
            prepulls.remove(delete.prepull().name());
        }
    }

    /** Lets each pod of which nothing is known be told this of all its images. */
    void kubelets(Predicate<ObjectNode> which, String state) {
        kubelets(which, pod -> state);
    }

    /** As {@link #kubelets(Predicate, String)}, each pod something of its own. */
    void kubelets(Predicate<ObjectNode> which, Function<ObjectNode, String> state) {
        pods.values().stream()
                .filter(which)
                .filter(pod -> !pod.has("status"))
                .forEach(pod -> tell(pod, state.apply(pod)));
    }

    static void tell(ObjectNode pod, String state) {
        ObjectNode status = pod.putObject("status").put("phase", "Pending");
        pod.path("spec").path("containers").forEach(container -> status.withArray("containerStatuses")
                .addObject()
                .put("name", container.path("name").asText())
                .set("state", Json.parse(state.replace('\'', '"'))));
    }

    void eachPod(Consumer<ObjectNode> action) {
        pods.values().forEach(action);
    }

    JsonNode status(String name) {
        return prepulls.get(name).path("status");
    }

    String counts(String name) {
        JsonNode counts = status(name).path("nodes");
        return "%d: %d active, %d succeeded, %d failed, %d skipped"
                .formatted(
                        counts.path("desired").asInt(),
                        counts.path("active").asInt(),
                        counts.path("succeeded").asInt(),
                        counts.path("failed").asInt(),
                        counts.path("skipped").asInt());
    }

    String condition(String name, String type) {
        for (JsonNode condition : status(name).path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText() + " "
                        + condition.path("reason").asText();
            }
        }
        return "";
    }

    private void create(Action.Pull pull) {
        String name = pull.pod().at("/metadata/name").asText();
        if (pods.containsKey(name)) {
            return;
        }
        ObjectNode pod = pull.pod().deepCopy();
        pod.withObject("/metadata")
                .put("uid", "pod-" + ++uid)
                .put("creationTimestamp", clock.instant().toString());
        pods.put(name, pod);
        made.add(pull.node());
    }

    // As the API server: a patch of another version than the stored one is a conflict.
    private void store(Action.Store store) {
        String id = store.prepull().uid();
        JsonNode known = books.get(id);
        String stored =
                known == null ? null : known.at("/metadata/resourceVersion").asText();
        if (!Objects.equals(stored, store.stored().version())) {
            return;
        }
        ObjectNode map = stored == null ? store.next().configMap(store.prepull()) : known.deepCopy();
        if (stored != null) {
            JsonNode patch = Json.parse(store.next().patch(store.stored()).toString());
            patch.path("data").properties().forEach(part -> {
                ObjectNode data = map.withObject("/data");
                if (part.getValue().isNull()) {
                    data.remove(part.getKey());
                } else {
                    data.set(part.getKey(), part.getValue());
                }
            });
        }
        map.withObject("/metadata").put("resourceVersion", Integer.toString(++version));
        books.put(id, map);
        news.addAll(store.news());
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
