package dev.serai.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.serai.command.BuiltInBeans;
import dev.serai.settings.Settings;
import dev.serai.validate.file.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with routes, as their authors are told. */
class RouteValidatorTest {

    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext(false);
    private static RouteValidator validator;

    @BeforeAll
    static void read() {
        CONTEXT.build();
        validator = new RouteValidator(
                CONTEXT,
                new RouteValidator.Surroundings(
                        BuiltInBeans.TYPES::get,
                        Settings.of(Map.of()).current().keySet(),
                        key -> false,
                        Set.of("pods")));
    }

    @AfterAll
    static void close() {
        CONTEXT.stop();
    }

    static Stream<Named<JsonNode>> breakages() throws IOException {
        try (InputStream in = RouteValidatorTest.class.getResourceAsStream("breakages.yaml")) {
            return StreamSupport.stream(
                    new ObjectMapper(new YAMLFactory()).readTree(in).spliterator(), false)
                    .map(one -> Named.of(one.path("name").asText(), one))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("breakages")
    void isNamedWithItsPlaceAndWhatWouldBeRight(JsonNode breakage) {
        String file = breakage.path("file").asText("file.camel.yaml");

        List<Finding> found =
                validator.check(Map.of(file, breakage.path("text").asText().getBytes(StandardCharsets.UTF_8)));

        String[] words = StreamSupport.stream(breakage.path("says").spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new);
        assertThat(found).filteredOn(Finding::isError).extracting(Finding::text).anySatisfy(text -> assertThat(text)
                .startsWith(file + ":" + breakage.path("at").asText() + ": ")
                .contains(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/recipes", "examples", "kamelets", "src/main/resources/routes"})
    void whatSeraiShipsIsWell(String directory) throws IOException {
        RouteFiles files = RouteFiles.read(Path.of(directory), Set.of(RouteValidator.ROUTES, RouteValidator.KAMELETS));

        assertThat(files.taken()).isNotEmpty();
        assertThat(validator.check(files.taken())).extracting(Finding::text).isEmpty();
    }

    @Test
    void whatCamelTakesIsTakenThoughItsSchemaIsStricter() {
        assertThat(found("""
                - on-exception:
                    exception: [ java.lang.Exception ]
                    handled: { constant: true }
                    redelivery-policy: { maximum-redeliveries: 3, redeliveryDelay: 100 }
                - route:
                    id: a
                    autoStartup: "true"
                    from:
                      uri: timer:tick
                      parameters: { period: 5s, repeatCount: "{{count:3}}", includeMetadata: true }
                      steps:
                        - throttle: { constant: 5, timePeriodMillis: 1000, mode: total-requests }
                        - set-body: { simple: "${date:now:yyyy} ${header.X-Other} ${exchangeProperty.mine}" }
                        - split: { jsonpath: "$.items[?(@.status.phase=='Failed')].metadata.name", steps: [ { log: "${body}" } ] }
                        - choice:
                            when:
                              - expression: { simple: { expression: "${body} contains '{{serai.events.source}}'" } }
                                steps: [ { stop: {} } ]
                              - header: mine
                                steps: []
                        - toD: "log:${header.a}?level={{level:INFO}}"
                        - loop: { constant: 2, steps: [ { log: { message: again } } ] }
                        - setHeaders: { headers: [ { name: mine, constant: 1 }, { name: CamelKubeCacheLabel.app, simple: "${body}" } ] }
                        - to: { uri: "https://example.com/{{path:}}?anything=goes&httpMethod=POST" }
                        - to: "kube-cache:pods?operation=count&namespace=shop&labelSelector=app=web,tier in (a,b)"
                        - process: { ref: writesInFlight }
                        - convertBodyTo: { type: String }
                        - marshal: { json: { library: Jackson } }
                """)).isEmpty();
    }

    @Test
    void aRouteMayReferToOneOfAnotherFileAndToWhatSeraiShips() {
        List<Finding> found = validator.check(
                Map.of("a.camel.yaml", bytes("""
                        - route:
                            id: a
                            routeConfigurationId: mine
                            from: { uri: "kube-watch:pods", steps: [ { to: "direct:b" }, { to: "direct:write" }, { to: "kamelet:my-sink?to=x" } ] }
                        """), "b.camel.yaml", bytes("""
                        - route:
                            id: b
                            from: { uri: "direct:b", steps: [ { bean: { ref: seen, method: contains } }, { to: "bean:seen" } ] }
                        - routeConfiguration: { id: mine, onException: [ { onException: { exception: [ java.io.IOException ], steps: [] } } ] }
                        - beans: [ { name: seen, type: "#class:org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository" } ]
                        """), "my-sink.kamelet.yaml", bytes("""
                        apiVersion: camel.apache.org/v1
                        kind: Kamelet
                        metadata: { name: my-sink, labels: { "camel.apache.org/kamelet.type": sink } }
                        spec:
                          definition: { title: My Sink, required: [ to ], properties: { to: { type: string } } }
                          template: { from: { uri: "kamelet:source", steps: [ { to: "log:{{to}}" } ] } }
                        """)));

        assertThat(found).isEmpty();
    }

    @Test
    void anIdOfAnotherFileIsNamedWithIt() {
        byte[] route = bytes("- route: { id: a, from: { uri: \"timer:a\", steps: [] } }");

        assertThat(validator.check(Map.of("a.camel.yaml", route, "b.camel.yaml", route)))
                .extracting(Finding::text)
                .containsExactly(
                        "b.camel.yaml:1:16: the id a is taken by another route; a.camel.yaml:1 has it; every id is"
                                + " there once");
    }

    @Test
    void aFileThatTakesThePlaceOfOneOfSeraisOwnMayUseItsIdsAndPaths() throws IOException {
        byte[] own = Files.readAllBytes(Path.of("src/main/resources/routes/reads.camel.yaml"));

        assertThat(validator.check(Map.of("reads.camel.yaml", own))).isEmpty();
        assertThat(validator.check(Map.of("mine.camel.yaml", own)))
                .extracting(Finding::reason)
                .contains("the id http-read is taken by another route");
    }

    @Test
    void anAuditBesideADeliveryIsDoubtfulOnly() {
        assertThat(found("""
                - route:
                    id: a
                    from:
                      uri: kube-watch:pods
                      steps:
                        - wireTap: { uri: "https://example.com/audit" }
                        - to: https://example.com/events
                """)).singleElement().satisfies(finding -> assertThat(finding.isError())
                .isFalse());
    }

    @Test
    void noSecretIsRepeated() {
        assertThat(found("""
                - route:
                    id: a
                    from:
                      uri: direct:a
                      steps:
                        - to: kafka:x?brokers=b:9092&saslJaasConfig=RAW(required password="hunter22";)
                        - to: https://user:hunter22@example.com
                        - setHeader: { name: X-Api-Key, constant: hunter22 }
                """)).hasSize(3).allSatisfy(finding -> assertThat(finding.text())
                .doesNotContain("hunter22"));
    }

    private static List<Finding> found(String text) {
        return validator.check(Map.of("file.camel.yaml", bytes(text)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
