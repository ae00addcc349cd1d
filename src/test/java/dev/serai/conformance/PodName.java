package dev.serai.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Random;

/**
 * One name and the pods that bear it, one after the other. Each step is one write, drawn at random from what an API
 * server takes in the state the pod is in. Not thread-safe: an object is changed by one thread.
 */
final class PodName {

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";

    private final String name;
    private final PodApi api;
    private final Truth truth;
    private final Random random;
    private JsonNode pod;
    private int step;

    PodName(String name, PodApi api, Truth truth, Random random) {
        this.name = name;
        this.api = api;
        this.truth = truth;
        this.random = random;
    }

    /** Changes the pod, or makes one where there is none. */
    void change() {
        step++;
        if (pod == null) {
            create();
        } else if (isLeaving()) {
            changeLeaving();
        } else {
            changeLiving();
        }
    }

    private void changeLiving() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> merge("", "{\"metadata\":{\"labels\":{\"step\":\"s%d\"}}}".formatted(step));
            case 5, 6, 7 -> merge("", "{\"metadata\":{\"annotations\":{\"note\":\"%s\"}}}".formatted(text()));
            case 8, 9, 10, 11, 12 -> status();
            case 13 -> merge("", "{\"metadata\":{\"finalizers\":[\"example.com/step-%d\"]}}".formatted(step));
            case 14, 15, 16 -> delete("");
            case 17 -> delete("?gracePeriodSeconds=0");
            // Deleted and created again at once, as a StatefulSet does.
            default -> {
                delete("?gracePeriodSeconds=0");
                if (pod == null) {
                    create();
                }
            }
        }
    }

    // Its deletion was asked for: a node has yet to stop it, or a finalizer holds it.
    private void changeLeaving() {
        boolean held = pod.at("/metadata/finalizers").size() > 0;
        switch (random.nextInt(4)) {
            case 0 -> status();
            case 1 -> merge("", "{\"metadata\":{\"labels\":{\"step\":\"s%d\"}}}".formatted(step));
            default -> {
                if (held) {
                    merge("", "{\"metadata\":{\"finalizers\":null}}");
                    look();
                } else {
                    delete("?gracePeriodSeconds=0");
                }
            }
        }
    }

    private boolean isLeaving() {
        return pod.at("/metadata").has("deletionTimestamp");
    }

    private void create() {
        // One that is bound to a node is deleted in two steps, as in a cluster with kubelets.
        String node = random.nextBoolean() ? "\"nodeName\":\"node-%d\",".formatted(random.nextInt(3)) : "";
        write("POST", "", JSON, """
                {"apiVersion":"v1","kind":"Pod",
                 "metadata":{"name":"%s","labels":{"app":"churn","step":"s%d"}},
                 "spec":{%s"containers":[{"name":"main","image":"example.com/churn:1",
                   "env":[{"name":"PASSWORD","value":"do-not-tell"}]}]}}
                """.formatted(name, step, node));
    }

    private void status() {
        String phase = random.nextInt(4) == 0 ? "Pending" : "Running";
        merge("/status", """
                {"status":{"phase":"%s","message":"step %d",
                  "conditions":[{"type":"Ready","status":"%s","lastTransitionTime":null}]}}
                """.formatted(phase, step, random.nextBoolean() ? "True" : "False"));
    }

    private void merge(String subresource, String patch) {
        write("PATCH", "/" + name + subresource, MERGE, patch);
    }

    private void delete(String options) {
        write("DELETE", "/" + name + options, JSON, "");
        // The answer does not say whether it is gone or only going to be.
        look();
    }

    private void write(String method, String path, String type, String body) {
        Optional<JsonNode> answer = api.write(method, path, type, body);
        if (answer.isEmpty()) {
            look();
        } else if (!method.equals("DELETE")) {
            pod = answer.get();
            truth.exists(pod);
        }
    }

    private void look() {
        JsonNode found = api.read(name);
        if (pod != null && (found == null || !Truth.uid(found).equals(Truth.uid(pod)))) {
            truth.ended(pod);
        }
        pod = found;
        if (pod != null) {
            truth.exists(pod);
        }
    }

    private String text() {
        return Long.toString(random.nextLong(), Character.MAX_RADIX).repeat(1 + random.nextInt(20));
    }
}
