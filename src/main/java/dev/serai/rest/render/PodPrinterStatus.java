package dev.serai.rest.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * The status of a pod in a word, and its containers in numbers: {@code printPod} of Kubernetes' printers.go. The order
 * is the same, since later findings overwrite earlier ones.
 */
final class PodPrinterStatus {

    private final JsonNode spec;
    private final JsonNode status;
    private final Set<String> sidecars = new HashSet<>();
    private RestartCount restarts = new RestartCount();
    private int total;
    private int ready;
    private String reason;

    PodPrinterStatus(JsonNode pod) {
        spec = pod.path("spec");
        status = pod.path("status");
        total = spec.path("containers").size();
        for (JsonNode container : spec.path("initContainers")) {
            if (text(container, "restartPolicy").equals("Always")) {
                sidecars.add(text(container, "name"));
                total++;
            }
        }
        reason = text(status, "reason").isEmpty() ? phase() : text(status, "reason");
        for (JsonNode condition : status.path("conditions")) {
            if (text(condition, "type").equals("PodScheduled")
                    && text(condition, "reason").equals("SchedulingGated")) {
                reason = "SchedulingGated";
            }
        }
        var ofSidecars = new RestartCount();
        boolean initialized = lookAtInitContainers(ofSidecars);
        if (initialized || isTrue("Initialized")) {
            // After this point, the failed starts of init containers no longer matter.
            restarts = ofSidecars;
            lookAtContainers();
        }
        if (pod.path("metadata").path("deletionTimestamp").isTextual()) {
            lookAtDeletion();
        }
    }

    String phase() {
        return text(status, "phase");
    }

    String ready() {
        return ready + "/" + total;
    }

    String reason() {
        return reason;
    }

    RestartCount restarts() {
        return restarts;
    }

    /** Whether the first condition of this type is true. */
    boolean isTrue(String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (text(condition, "type").equals(type)) {
                return text(condition, "status").equals("True");
            }
        }
        return false;
    }

    static String text(JsonNode object, String field) {
        return object.path(field).asText("");
    }

    private boolean lookAtInitContainers(RestartCount ofSidecars) {
        int done = 0;
        for (JsonNode container : status.path("initContainerStatuses")) {
            boolean sidecar = sidecars.contains(text(container, "name"));
            restarts.add(container);
            if (sidecar) {
                ofSidecars.add(container);
            }
            JsonNode terminated = container.path("state").path("terminated");
            boolean succeeded =
                    terminated.isObject() && terminated.path("exitCode").asInt() == 0;
            boolean started = sidecar && container.path("started").asBoolean();
            if (!succeeded && !started) {
                reason = "Init:" + whyNotInitialized(container, done);
                return false;
            }
            if (!succeeded && container.path("ready").asBoolean()) {
                ready++;
            }
            done++;
        }
        return true;
    }

    private String whyNotInitialized(JsonNode container, int done) {
        JsonNode terminated = container.path("state").path("terminated");
        if (terminated.isObject()) {
            return end(terminated);
        }
        String waiting = text(container.path("state").path("waiting"), "reason");
        return waiting.isEmpty() || waiting.equals("PodInitializing")
                ? done + "/" + spec.path("initContainers").size()
                : waiting;
    }

    private void lookAtContainers() {
        boolean running = false;
        String error = "";
        JsonNode containers = status.path("containerStatuses");
        // Backwards, so that the first container decides.
        for (int i = containers.size() - 1; i >= 0; i--) {
            JsonNode container = containers.get(i);
            restarts.add(container);
            JsonNode state = container.path("state");
            JsonNode terminated = state.path("terminated");
            String waiting = text(state.path("waiting"), "reason");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (terminated.isObject()) {
                reason = end(terminated);
                error = terminated.path("exitCode").asInt() == 0 ? error : reason;
            } else if (container.path("ready").asBoolean()
                    && state.path("running").isObject()) {
                running = true;
                ready++;
            }
        }
        if (reason.equals("Completed")) {
            reason = completed(running, error);
        }
    }

    // A completed container does not complete the pod.
    private String completed(boolean running, String error) {
        if (running && isReady()) {
            return "Running";
        }
        if (!error.isEmpty()) {
            return error;
        }
        return running ? "NotReady" : reason;
    }

    private boolean isReady() {
        for (JsonNode condition : status.path("conditions")) {
            if (text(condition, "type").equals("Ready")
                    && text(condition, "status").equals("True")) {
                return true;
            }
        }
        return false;
    }

    private void lookAtDeletion() {
        if (text(status, "reason").equals("NodeLost")) {
            reason = "Unknown";
        } else if (!phase().equals("Succeeded") && !phase().equals("Failed")) {
            reason = "Terminating";
        }
    }

    private static String end(JsonNode terminated) {
        String why = text(terminated, "reason");
        if (!why.isEmpty()) {
            return why;
        }
        int signal = terminated.path("signal").asInt();
        return signal == 0 ? "ExitCode:" + terminated.path("exitCode").asInt() : "Signal:" + signal;
    }
}
