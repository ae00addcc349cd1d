package dev.serai.cache.reflector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.ConversionWebhook;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.OpenWatch;
import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Custom resources are cached as the API server serves them now, although nobody writes their objects. */
@Timeout(300)
class DefinitionIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String GROUP = "freight.example.com";
    private static final String BOXES = "boxes." + GROUP;
    private static final String CRATES = "crates." + GROUP;
    private static final String PARCELS = "parcels." + GROUP;
    private static final String STAMPS = "stamps." + GROUP;
    private static final String NOT_CONVERTED = "{\"strategy\":\"None\"}";
    private static final String SIZED = "\"colour\":{\"type\":\"string\"},\"size\":{\"type\":\"integer\"}";
    private static final String MARKED = "\"colour\":{\"type\":\"string\"},\"converted\":{\"type\":\"string\"}";
    // More than are looked at each time.
    private static final int MANY = 110;

    private static final WebhookReceiver SINK = new WebhookReceiver();
    private static final ConversionWebhook CONVERSION = new ConversionWebhook();
    private static KubeApi api;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        define(BOXES, NOT_CONVERTED, SIZED, "v2", "v2");
        define(CRATES, NOT_CONVERTED, MARKED, "v1", "v1", "v2");
        define(STAMPS, NOT_CONVERTED, SIZED, "v1alpha1", "v1alpha1");
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", String.join(",", BOXES, CRATES, PARCELS, STAMPS))
                .set("SERAI_EVENTS_RESOURCES", String.join(",", BOXES, CRATES))
                .set("SERAI_EVENTS_WEBHOOK_URL", SINK.url())
                .set("SERAI_EVENTS_WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")
                .start()
                .awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, api, SINK, CONVERSION}) {
            Closing.close(part);
        }
    }

    @Test
    void aFieldThatItsDefinitionLosesIsPrunedFromTheLastObjectToo() throws IOException {
        String last = "b" + (100 + MANY);
        create(IntStream.rangeClosed(101, 100 + MANY)
                .mapToObj(i -> object("v2", "Box", "b" + i, i == 100 + MANY ? ",\"size\":7" : ""))
                .collect(Collectors.joining(",")));
        await().atMost(SOON).untilAsserted(() -> assertThat(told(last)).containsExactly("added"));
        assertThat(spec("v2", "boxes", last).path("size").asInt()).isEqualTo(7);
        try (OpenWatch watch = OpenWatch.open(serai.url() + path("v2", "boxes") + "?watch=true&timeoutSeconds=60")) {
            define(BOXES, NOT_CONVERTED, "\"colour\":{\"type\":\"string\"}", "v2", "v2");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(spec("v2", "boxes", last)).hasToString("{\"colour\":\"red\"}"));
            assertNothingIsDeleted(watch);
        }
        api.kubectl("label", BOXES, last, "a=b");
        await().atMost(SOON).untilAsserted(() -> assertThat(told(last)).containsExactly("added", "modified"));
    }

    @Test
    void aChangedConversionShowsAndSoDoesAnotherStoredVersion() throws IOException {
        create(object("v1", "Crate", "c1", ""));
        await().atMost(SOON).untilAsserted(() -> assertThat(told("c1")).containsExactly("added"));
        assertThat(spec("v2", "crates", "c1").has("converted")).isFalse();
        for (String mark : List.of("once", "twice")) {
            try (OpenWatch watch =
                    OpenWatch.open(serai.url() + path("v2", "crates") + "?watch=true&timeoutSeconds=60")) {
                define(CRATES, CONVERSION.conversion(mark), MARKED, "v1", "v1", "v2");

                await().atMost(SOON).untilAsserted(() -> assertThat(
                                spec("v2", "crates", "c1").path("converted").asText())
                        .isEqualTo(mark));
                assertNothingIsDeleted(watch);
            }
        }
        define(CRATES, CONVERSION.conversion("stored"), MARKED, "v2", "v1", "v2");
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        spec("v2", "crates", "c1").path("converted").asText())
                .isEqualTo("stored"));
        // From here on it is stored as it is served.
        api.kubectl("label", CRATES, "c1", "a=b");
        await().atMost(SOON).untilAsserted(() -> assertThat(told("c1")).containsExactly("added", "modified"));
        define(CRATES, CONVERSION.conversion("never"), MARKED, "v2", "v1", "v2");
        assertThat(spec("v2", "crates", "c1").path("converted").asText()).isEqualTo("stored");
    }

    @Test
    void whatItsGroupsPreferredVersionLacksIsCached() throws IOException {
        create(object("v1alpha1", "Stamp", "s1", ""));
        await().atMost(SOON).untilAsserted(() -> spec("v1alpha1", "stamps", "s1"));

        assertThat(serai.get(path("v1alpha1", "parcels")).statusCode()).isEqualTo(404);
        define(PARCELS, NOT_CONVERTED, SIZED, "v1alpha1", "v1alpha1");
        create(object("v1alpha1", "Parcel", "p1", ""));
        await().atMost(SOON).untilAsserted(() -> spec("v1alpha1", "parcels", "p1"));
        // Now its group's preferred one is one of its own, too.
        define(PARCELS, NOT_CONVERTED, SIZED, "v1alpha1", "v1alpha1", "v2");
        await().atMost(SOON).untilAsserted(() -> spec("v2", "parcels", "p1"));
    }

    // What the cache says, and not the API server.
    private static JsonNode spec(String version, String plural, String name) {
        HttpResponse<String> answer = serai.get(path(version, plural) + "/" + name);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Status")).hasValue("serai; hit");
        return Json.parse(answer.body()).path("spec");
    }

    // It ends as at the API server, without a word; or to be begun anew, where the cache was listed before it was
    // changed.
    private static void assertNothingIsDeleted(OpenWatch watch) throws IOException {
        for (JsonNode event = watch.next(); event != null; event = watch.next()) {
            if (event.path("type").asText().equals("ERROR")) {
                assertThat(event.path("object").path("code").asInt()).isEqualTo(410);
            } else {
                assertThat(event.path("type").asText()).isNotEqualTo("DELETED");
            }
        }
    }

    private static List<String> told(String name) {
        return SINK.taken().stream()
                .filter(event -> event.header("ce-subject").orElseThrow().endsWith("/" + name))
                .map(DefinitionIT::type)
                .toList();
    }

    private static String type(Received event) {
        return event.header("ce-type").orElseThrow().replace("dev.serai.resource.", "");
    }

    private static String path(String version, String plural) {
        return "/apis/%s/%s/namespaces/default/%s".formatted(GROUP, version, plural);
    }

    private static String object(String version, String kind, String name, String more) {
        return "{\"apiVersion\":\"%s/%s\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"colour\":\"red\"%s}}"
                .formatted(GROUP, version, kind, name, more);
    }

    private static void create(String objects) {
        api.kubectlWithInput(
                "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[" + objects + "]}", "create", "-f", "-");
    }

    private static void define(String name, String conversion, String properties, String stored, String... served) {
        String plural = name.substring(0, name.indexOf('.'));
        String singular = plural.equals("boxes") ? "box" : plural.substring(0, plural.length() - 1);
        String versions = List.of(served).stream()
                .map(version -> """
                    {"name":"%s","served":true,"storage":%s,"schema":{"openAPIV3Schema":{"type":"object","properties":{
                     "spec":{"type":"object","properties":{%s}}}}}}""".formatted(version, version.equals(stored), properties))
                .collect(Collectors.joining(","));
        String kind = Character.toUpperCase(singular.charAt(0)) + singular.substring(1);
        api.kubectlWithInput(
                """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"%s"},
                 "spec":{"group":"%s","scope":"Namespaced","conversion":%s,"versions":[%s],
                  "names":{"plural":"%s","singular":"%s","kind":"%s"}}}""".formatted(name, GROUP, conversion, versions, plural, singular, kind), "apply", "-f", "-");
        api.kubectl("wait", "--for=condition=Established", "crd/" + name);
    }
}
