package dev.serai.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.validate.file.YamlNodes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.util.TimeUtils;

/** Runs one scenario: a cluster and a Serai of its own, then each step. */
final class ScenarioRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long QUIET_MILLIS = 400;
    private static final long LOOK_MILLIS = 20;

    private final Scenario scenario;
    private final ScenarioCluster cluster;
    private final CaughtMessages messages = new CaughtMessages();
    private final ScenarioClock clock = new ScenarioClock();
    private final Embedding.Running serai;
    private final Expectation expectation;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final Set<CaughtMessage> consumed = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());

    /** {@code real} is whether the cluster is that of the environment. */
    ScenarioRun(Scenario scenario, ScenarioRoutes routes, boolean real, Embedding.Starter starter) throws Exception {
        Set<String> ids = routes.ids();
        this.scenario = scenario;
        cluster = new ScenarioCluster(real);
        try {
            scenario.objects().forEach(cluster::apply);
            int port = freePort();
            url = "http://127.0.0.1:" + port;
            Map<String, String> settings = new HashMap<>(scenario.settings());
            settings.put("serai.cluster", "demo");
            settings.put("serai.routes.directory", routes.directory().toString());
            settings.put("camel.server.port", String.valueOf(port));
            settings.put("camel.management.port", String.valueOf(freePort()));
            serai = starter.start(
                    settings, clock, new Embedding(cluster.config(), authorities -> messages, this::prepare));
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
        expectation = new Expectation(serai.context());
        try {
            until("the routes %s run".formatted(ids), () -> missing(ids).isEmpty() && isHealthy());
        } catch (IllegalStateException e) {
            List<String> missing = missing(ids);
            close();
            throw new IllegalStateException(
                    missing.isEmpty()
                            ? e.getMessage()
                            : "the routes %s do not run; the log says why".formatted(missing));
        }
    }

    private void prepare(CamelContext context) {
        messages.catchIn(context);
        context.getPropertiesComponent().addPropertiesFunction(new PropertiesFunction() {
            @Override
            public String getName() {
                return "env";
            }

            @Override
            public String apply(String remainder) {
                String name = remainder.replaceFirst(":.*", "");
                String value = scenario.environment().get(name);
                if (value != null) {
                    return value;
                }
                if (remainder.contains(":")) {
                    return remainder.substring(remainder.indexOf(':') + 1);
                }
                throw new IllegalArgumentException("the scenario's environment has no %s".formatted(name));
            }
        });
    }

    /** Each step in its turn; the first that is not as expected ends it. */
    List<ScenarioResult.Failure> run() throws Exception {
        for (Scenario.Step step : scenario.steps()) {
            List<String> reasons;
            try {
                reasons = step(step);
            } catch (RuntimeException e) {
                reasons = List.of("%s: %s".formatted(step.kind(), e.getMessage()));
            }
            if (!reasons.isEmpty()) {
                return List.of(new ScenarioResult.Failure(
                        YamlNodes.line(step.node()), YamlNodes.column(step.node()), String.join("\n", reasons)));
            }
        }
        return List.of();
    }

    /** What was sent, in its order. */
    List<String> came() {
        return messages.all().stream().map(CaughtMessage::toString).toList();
    }

    private List<String> step(Scenario.Step step) throws Exception {
        JsonNode told = step.value();
        String namespace = told.path("namespace").asText("default");
        switch (step.kind()) {
            case "apply" -> shown(cluster.apply(told));
            case "pod" -> {
                Pod pod = cluster.become(
                        namespace,
                        told.path("name").asText(),
                        told.path("container").asText(null),
                        told.path("labels"),
                        told.path("becomes").asText());
                shown(
                        pod,
                        "/api/v1/namespaces/%s/pods/%s"
                                .formatted(namespace, told.path("name").asText()));
            }
            case "delete" -> {
                String kind = told.path("kind").asText("Pod");
                String name = told.path("name").asText();
                cluster.delete(told.path("apiVersion").asText("v1"), kind, namespace, name);
                if (kind.equals("Pod")) {
                    shown(null, "/api/v1/namespaces/%s/pods/%s".formatted(namespace, name));
                }
            }
            case "outage" -> {
                String word = told.asText();
                if (!word.equals("begins") && !word.equals("ends")) {
                    return List.of("outage is '%s'; it begins or ends".formatted(word));
                }
                cluster.outage(word.equals("begins"));
            }
            case "time" -> clock.pass(Duration.ofMillis(TimeUtils.toMilliSeconds(told.asText())));
            case "sink" -> {
                return sink(told);
            }
            case "request" -> {
                return request(told);
            }
            case "object" -> {
                return object(told, namespace);
            }
            default -> throw new IllegalStateException("there is no step " + step.kind());
        }
        return List.of();
    }

    private List<String> sink(JsonNode told) throws Exception {
        String uri = told.path("uri").asText();
        if (told.has("fails")) {
            messages.fail(uri, told.path("fails").asInt());
        }
        List<JsonNode> expected = new ArrayList<>();
        told.path("received").forEach(expected::add);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            int before = messages.all().size();
            List<String> missing = match(uri, expected);
            if (missing.isEmpty()) {
                break;
            }
            if (System.nanoTime() > end) {
                return missing;
            }
            messages.await(before, LOOK_MILLIS * 10);
        }
        return told.path("nothingMore").asBoolean() ? more(uri) : List.of();
    }

    // Each expected message is one that came; those of different objects may come in any order.
    private List<String> match(String uri, List<JsonNode> expected) {
        List<CaughtMessage> left = new ArrayList<>(left(uri));
        List<CaughtMessage> taken = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            JsonNode one = expected.get(i);
            CaughtMessage found = left.stream()
                    .filter(message -> expectation.differences(one, message).isEmpty())
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                return differences(uri, i + 1, one, left);
            }
            left.remove(found);
            taken.add(found);
        }
        consumed.addAll(taken);
        return List.of();
    }

    private List<CaughtMessage> left(String uri) {
        return messages.to(sent -> SinkUri.matches(uri, sent)).stream()
                .filter(message -> !consumed.contains(message))
                .toList();
    }

    private List<String> differences(String uri, int number, JsonNode expected, List<CaughtMessage> left) {
        if (left.isEmpty()) {
            return List.of("sink %s: message %d was expected and did not come".formatted(uri, number));
        }
        List<String> nearest = left.stream()
                .map(message -> expectation.differences(expected, message))
                .min(java.util.Comparator.comparingInt(List::size))
                .orElseThrow();
        return nearest.stream()
                .map(difference -> "sink %s: message %d: %s".formatted(uri, number, difference))
                .toList();
    }

    private List<String> more(String uri) throws InterruptedException {
        int before = messages.all().size();
        messages.await(before, QUIET_MILLIS);
        return left(uri).stream()
                .map(message -> "sink %s: nothing more was expected, came %s".formatted(uri, message))
                .toList();
    }

    private List<String> request(JsonNode told) throws Exception {
        String method = told.path("method").asText(told.has("body") ? "POST" : "GET");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(url + told.path("path").asText()))
                .timeout(PATIENCE)
                .method(
                        method,
                        told.has("body")
                                ? HttpRequest.BodyPublishers.ofString(
                                        told.path("body").isTextual()
                                                ? told.path("body").asText()
                                                : told.path("body").toString())
                                : HttpRequest.BodyPublishers.noBody());
        if (told.path("body").isContainerNode()) {
            request.setHeader("Content-Type", "application/json");
        }
        told.path("headers")
                .properties()
                .forEach(header ->
                        request.setHeader(header.getKey(), header.getValue().asText()));
        List<String> differences = List.of();
        long end = System.nanoTime() + PATIENCE.toNanos() / 2;
        do {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> headers = new HashMap<>();
            answer.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
            var came = new CaughtMessage(
                    method + " " + told.path("path").asText(), answer.statusCode(), headers, answer.body());
            differences = expectation.differences(told.path("answer"), came);
            if (!differences.isEmpty()) {
                differences = new ArrayList<>(differences);
                differences.add("came " + came);
                pause();
            }
        } while (!differences.isEmpty() && method.equals("GET") && System.nanoTime() < end);
        return differences;
    }

    private List<String> object(JsonNode told, String namespace) throws Exception {
        List<String> differences;
        long end = System.nanoTime() + PATIENCE.toNanos() / 2;
        do {
            differences = new ArrayList<>();
            JsonNode object = cluster.get(
                    told.path("apiVersion").asText("v1"),
                    told.path("kind").asText("Pod"),
                    namespace,
                    told.path("name").asText());
            String name = "%s %s/%s"
                    .formatted(
                            told.path("kind").asText("Pod"),
                            namespace,
                            told.path("name").asText());
            if (told.path("gone").asBoolean()) {
                if (object != null) {
                    differences.add(name + " is there");
                }
            } else if (object == null) {
                differences.add(name + " is not there");
            } else {
                Expectation.differences(name, told.path("has"), object, differences);
            }
            if (!differences.isEmpty()) {
                pause();
            }
        } while (!differences.isEmpty() && System.nanoTime() < end);
        return differences;
    }

    private void shown(HasMetadata object) throws Exception {
        if (object.getKind().equals("Pod")) {
            shown(
                    object,
                    "/api/v1/namespaces/%s/pods/%s"
                            .formatted(
                                    object.getMetadata().getNamespace(),
                                    object.getMetadata().getName()));
        }
    }

    // What is over before Serai has seen it is no change.
    private void shown(@org.jspecify.annotations.Nullable HasMetadata object, String path) throws Exception {
        int before = messages.all().size();
        String version = object == null ? "" : object.getMetadata().getResourceVersion();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path + "?resourceVersion=0"))
                .timeout(PATIENCE)
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos() / 5;
        while (System.nanoTime() < end) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (object == null
                    ? answer.statusCode() == 404
                    : answer.body().contains("\"resourceVersion\":\"" + version + "\"")) {
                break;
            }
            pause();
        }
        messages.await(before, LOOK_MILLIS * 5);
    }

    private List<String> missing(Set<String> ids) {
        return ids.stream()
                .filter(id -> serai.context().getRoute(id) == null
                        || !serai.context()
                                .getRouteController()
                                .getRouteStatus(id)
                                .isStarted())
                .sorted()
                .toList();
    }

    private boolean isHealthy() {
        return HealthCheckHelper.invoke(serai.context()).stream()
                .allMatch(result -> result.getState() == HealthCheck.State.UP);
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos() * 2;
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it was waited in vain until " + what);
            }
            pause();
        }
    }

    private static void pause() throws InterruptedException {
        new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        try (ScenarioCluster closed = cluster) {
            Objects.requireNonNull(closed);
            serai.close();
        }
    }
}
