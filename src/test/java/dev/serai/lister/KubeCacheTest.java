package dev.serai.lister;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.http.Json;
import dev.serai.kube.StatusException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kube-cache:} answers, and that nothing that comes in a header lets it answer more. */
class KubeCacheTest {

    private static final String GET = "kube-cache:pods?operation=get";
    private static final String LIST = "kube-cache:pods?operation=list";
    private static final String COUNT = "kube-cache:pods?operation=count";

    private static CachedBuilds builds;

    @BeforeAll
    static void start() throws Exception {
        builds = new CachedBuilds().start();
        builds.create("ci", "one", "1", "Running");
        builds.create("ci", "two", "2", "Running");
        builds.create("ci", "two-again", "2", "Failed");
        builds.create("shop", "one", "1", "Running");
    }

    @AfterAll
    static void stop() {
        builds.close();
    }

    @Test
    void anObjectIsItsJsonAndWhateverCanBeMadeOfIt() {
        Message answer = ask(GET + "&namespace=ci&name=one", Map.of()).getMessage();

        JsonNode json = Json.parse(answer.getBody(String.class));
        assertThat(json.at("/kind").asText()).isEqualTo("Pod");
        assertThat(json.at("/apiVersion").asText()).isEqualTo("v1");
        assertThat(json.at("/metadata/name").asText()).isEqualTo("one");
        assertThat(answer.getHeader(KubeCacheHeaders.RESOURCE_VERSION))
                .isEqualTo(json.at("/metadata/resourceVersion").asText());
        assertThat(answer.getHeader(KubeCacheHeaders.AGE, Long.class)).isBetween(0L, 60L);
        assertThat(answer.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isNull();
        assertThat(answer.getBody(InputStream.class)).hasContent(answer.getBody(String.class));
        assertThat(answer.getBody(Pod.class).getSpec().getNodeName()).isEqualTo("n1");
        assertThat(answer.getBody(GenericKubernetesResource.class).<String>get("spec", "nodeName"))
                .isEqualTo("n1");
        assertThat(answer.getBody(Map.class).get("kind").toString()).isEqualTo("Pod");
    }

    @Test
    void aListIsThatOfKubernetes() {
        Message answer = ask(LIST + "&namespace=ci", Map.of()).getMessage();

        JsonNode json = Json.parse(answer.getBody(String.class));
        assertThat(json.at("/kind").asText()).isEqualTo("PodList");
        assertThat(json.at("/metadata/resourceVersion").asText())
                .isEqualTo(answer.getHeader(KubeCacheHeaders.RESOURCE_VERSION))
                .isEqualTo(Long.toString(builds.cache.version()));
        assertThat(answer.getBody(PodList.class).getItems())
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly("one", "two", "two-again");
        assertThat(answer.getBody(GenericKubernetesResourceList.class).getItems())
                .hasSize(3);
        assertThat(answer.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
    }

    @Test
    void aListOfNoneIsAnEmptyList() {
        Message answer = ask(LIST + "&namespace=elsewhere", Map.of()).getMessage();

        assertThat(Json.parse(answer.getBody(String.class)).at("/items").isEmpty())
                .isTrue();
        assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isNull();
    }

    @Test
    void whatIsCountedIsANumber() {
        assertThat(count(COUNT, Map.of())).isEqualTo(4);
        assertThat(count(COUNT + "&namespace=ci", Map.of())).isEqualTo(3);
        assertThat(count(COUNT + "&namespace=ci&fieldSelector=status.phase=Running", Map.of()))
                .isEqualTo(2);
        assertThat(count(COUNT + "&labelSelector=build in (2,3)", Map.of())).isEqualTo(2);
        assertThat(count(COUNT + "&name=one", Map.of())).isEqualTo(2);
    }

    @Test
    void whatIsNotThereIsNullAnd404UntilSomethingIsFound() {
        Exchange exchange = ask(GET + "&namespace=ci&name=none", Map.of());
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(404);

        Exchange again = builds.camel.createProducerTemplate().send(GET + "&namespace=ci&name=one", exchange);
        assertThat(again.getMessage().getBody()).isNotNull();
        assertThat(again.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isNull();
    }

    @Test
    void anObjectThatTheSelectorDoesNotSelectIsNotThere() {
        assertThat(ask(GET + "&namespace=ci&name=one&labelSelector=build=2", Map.of())
                        .getMessage()
                        .getHeader(Exchange.HTTP_RESPONSE_CODE))
                .isEqualTo(404);
    }

    @Test
    void aNamespaceAndANameInHeadersComeBeforeTheOptions() {
        Map<String, Object> headers = Map.of(KubeCacheHeaders.NAMESPACE, "shop", KubeCacheHeaders.POD_NAME, "one");
        Pod pod = ask(GET + "&namespace=ci&name=two", headers).getMessage().getBody(Pod.class);
        assertThat(pod.getMetadata().getNamespace()).isEqualTo("shop");
        assertThat(pod.getMetadata().getName()).isEqualTo("one");

        pod = ask(GET + "&namespace=ci", Map.of(KubeCacheHeaders.RESOURCE_NAME, "two"))
                .getMessage()
                .getBody(Pod.class);
        assertThat(pod.getMetadata().getName()).isEqualTo("two");
    }

    @Test
    void theOperationComesInAHeaderWhereTheEndpointHasNone() {
        assertThat(count("kube-cache:pods", Map.of(KubeCacheHeaders.OPERATION, "count")))
                .isEqualTo(4);
        assertThat(count(COUNT, Map.of(KubeCacheHeaders.OPERATION, "createPod")))
                .isEqualTo(4);
        assertThat(ask("kube-cache:pods", Map.of()).getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kube-cache: operation: it is missing, in the endpoint and in the header"
                        + " CamelKubernetesOperation; get, list or count");
    }

    @Test
    void aSelectorOfAHeaderHoldsBesideThatOfTheEndpoint() {
        String ofBuild = COUNT + "&labelSelector=build=2";
        assertThat(count(ofBuild, Map.of(KubeCacheHeaders.LABEL_SELECTOR, "build in (1,2)")))
                .isEqualTo(2);
        assertThat(count(ofBuild, Map.of(KubeCacheHeaders.LABEL_SELECTOR, "build=1")))
                .isZero();
        assertThat(count(
                        COUNT + "&fieldSelector=status.phase=Running",
                        Map.of(KubeCacheHeaders.FIELD_SELECTOR, "metadata.namespace!=shop")))
                .isEqualTo(2);
        assertThat(count(
                        COUNT + "&fieldSelector=status.phase=Running",
                        Map.of(KubeCacheHeaders.FIELD_SELECTOR, "status.phase=Failed")))
                .isZero();
    }

    @Test
    void labelsInHeadersAreValuesAndNoSelector() {
        assertThat(count(COUNT, Map.of("CamelKubeCacheLabel.build", "2"))).isEqualTo(2);
        assertThat(count(COUNT, Map.of("CamelKubeCacheLabel.build", 2))).isEqualTo(2);
        assertThat(count(
                        COUNT,
                        Map.of(
                                "CamelKubeCacheLabel.build",
                                "2",
                                "CamelKubeCacheLabel.app.kubernetes.io/part-of",
                                "ci")))
                .isEqualTo(2);
        assertThat(count(COUNT, Map.of("CamelKubeCacheLabel.app.kubernetes.io/part-of", "cd")))
                .isZero();
        assertThat(count(COUNT, Map.of(KubeCacheHeaders.LABEL_SELECTOR, Map.of("build", "2"))))
                .isEqualTo(2);
        assertThat(count(
                        COUNT + "&labelSelector=build=1",
                        Map.of(KubeCacheHeaders.LABEL_SELECTOR, Map.of("build", "2"))))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,x in (a)",
                "1||",
                "1,",
                "1)",
                "1, build!=1",
                "in (1,2)",
                "1,build in (1,2",
                "*",
                "!",
                "1\n2",
                "",
                "  ",
                "[1, 2]"
            })
    void aValueThatWouldBeMoreThanAValueIsRefused(String value) {
        assertRefused(ask(COUNT, Map.of("CamelKubeCacheLabel.build", value)));
        assertRefused(ask(COUNT, Map.of(KubeCacheHeaders.LABEL_SELECTOR, Map.of("build", value))));
    }

    // What a route makes that puts a value into the text of a selector.
    @ParameterizedTest
    @ValueSource(strings = {"1,x in (a)", "1||", "1,build=2", "1,build in (1,2)", "1,!none", "=1", "1 ", ""})
    void aValueInTheTextOfASelectorSelectsNoMoreThanTheEndpointDoes(String value) {
        for (String before : List.of("build=", "build==", "build!=")) {
            Exchange answered =
                    ask(LIST + "&labelSelector=build=1", Map.of(KubeCacheHeaders.LABEL_SELECTOR, before + value));
            if (answered.getException() == null) {
                assertThat(names(answered)).isSubsetOf("ci/one", "shop/one");
            } else {
                assertRefused(answered);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KubeCacheHeaders.NAMESPACE,
                KubeCacheHeaders.POD_NAME,
                KubeCacheHeaders.RESOURCE_NAME,
                KubeCacheHeaders.LABEL_SELECTOR,
                KubeCacheHeaders.FIELD_SELECTOR,
                "CamelKubeCacheLabel.build"
            })
    void aHeaderWithoutAValueNeverMeansAll(String header) {
        for (Object nothing : Arrays.asList(null, "", " \t", List.of("1", "2"), Map.of())) {
            for (String operation : List.of(GET + "&namespace=ci&name=one", LIST, COUNT)) {
                assertRefused(ask(operation, Collections.singletonMap(header, nothing)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ../shop | may not contain '/'
                    ci/one  | may not contain '/'
                    ci%2F   | may not contain '%'
                    *       | may not be '*'
                    .       | may not be '.'
                    ..      | may not be '..'
                    """)
    void aNameNamesOneThingOrIsRefused(String name, String why) {
        for (String header : List.of(KubeCacheHeaders.NAMESPACE, KubeCacheHeaders.POD_NAME)) {
            Exchange refused = ask(GET + "&namespace=ci&name=one", Map.of(header, name));
            assertRefused(refused);
            assertThat(refused.getException())
                    .hasMessage("%s parameter invalid: \"%s\": %s"
                            .formatted(header.equals(KubeCacheHeaders.POD_NAME) ? "Name" : "Namespace", name, why));
        }
    }

    @Test
    void aSelectorThatIsNoneIsRefusedAsByTheApiServer() {
        Exchange refused = ask(COUNT, Map.of(KubeCacheHeaders.LABEL_SELECTOR, "build in"));
        assertRefused(refused);
        assertThat(refused.getException()).hasMessage("unable to parse requirement: found '' expected: '('");
        refused = ask(COUNT, Map.of("CamelKubeCacheLabel.build", "1,2"));
        assertThat(refused.getException())
                .hasMessageStartingWith("unable to parse requirement: values[0][build]: Invalid value: \"1,2\": a valid"
                        + " label must be an empty string or consist of");
        refused = ask(COUNT, Map.of(KubeCacheHeaders.FIELD_SELECTOR, "spec.x=1"));
        assertRefused(refused);
        assertThat(refused.getException())
                .hasMessage("invalid selector: \"spec.x=1\"; the cache selects by metadata.name and"
                        + " metadata.namespace, of pods also by spec.nodeName and status.phase");
        assertRefused(ask(COUNT, Map.of(KubeCacheHeaders.FIELD_SELECTOR, ",")));
    }

    @Test
    void whatIsMissingToGetAnObjectIsSaid() {
        assertThat(ask(GET + "&namespace=ci", Map.of()).getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kube-cache:pods: to get an object its name is needed, as option or as header"
                        + " CamelKubernetesResourceName");
        assertThat(ask(GET + "&name=one", Map.of()).getException())
                .hasMessage("kube-cache:pods: to get an object its namespace is needed, as option or as header"
                        + " CamelKubernetesNamespaceName");
    }

    @Test
    void itIsDoneWhenItReturnsAndWaitsForNobody() throws Exception {
        var producer = (AsyncProducer) builds.camel.getEndpoint(LIST).createProducer();
        var done = new AtomicBoolean();
        var exchange = new DefaultExchange(builds.camel);

        assertThat(producer.process(exchange, done::set)).isTrue();
        assertThat(done).isTrue();
        assertThat(names(exchange)).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    kube-cache:deployments.apps                | kube-cache:deployments.apps: it is not cached; add it to serai.cache.resources
                    kube-cache:pods?operation=watch            | kube-cache: operation: 'watch' is none of get, list, count
                    kube-cache:pods?labelSelector=a in         | kube-cache: labelSelector: 'a in' is none, such as app=web,tier in (a,b): unable
                    kube-cache:pods?fieldSelector=spec.x=1     | kube-cache: fieldSelector: 'spec.x=1' cannot be answered for pods; metadata.name
                    kube-cache:pods?namespace=a/b              | kube-cache: namespace: Namespace parameter invalid: "a/b": may not contain '/'
                    kube-cache:pods?name=*                     | kube-cache: name: Name parameter invalid: "*": may not be '*'
                    kube-cache:pods?labelSelector=             | kube-cache: labelSelector: it is empty; leave it out where all are meant
                    kube-cache:pods?namespace=                 | kube-cache: namespace: it is empty; leave it out where all are meant
                    kube-cache:Pods                            | 'Pods' is no resource; name it by its plural and group, such as pods or deployments.apps
                    """)
    void aBadOptionIsAClearErrorAtTheStart(String uri, String error) {
        assertThatThrownBy(() -> builds.camel.getEndpoint(uri)).rootCause().hasMessageStartingWith(error);
    }

    @Test
    void anOptionThatDoesNotExistIsAClearError() {
        assertThatThrownBy(() -> builds.camel.getEndpoint("kube-cache:pods?namespaces=ci"))
                .hasStackTraceContaining("namespaces=ci");
    }

    @Test
    void nothingIsReceivedFromIt() {
        assertThatThrownBy(() -> builds.camel.getEndpoint(LIST).createConsumer(exchange -> {}))
                .hasMessage("kube-cache: is only asked; to be told of changes use kube-watch:");
    }

    @Test
    void beforeTheCacheIsFilledItIs503AndThroughAnOutageItGoesOnAnswering() throws Exception {
        try (var lost = new CachedBuilds()) {
            Exchange early = lost.send(COUNT, Map.of());
            assertThat(early.getException())
                    .isInstanceOf(StatusException.class)
                    .hasMessage("the cache of pods is not filled yet");
            assertThat(early.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isEqualTo(503);
            assertThat(early.getMessage().getHeader("Retry-After")).isEqualTo(1);

            lost.start().create("ci", "one", "1", "Running");
            lost.loseApiServer();
            assertThat(lost.send(COUNT, Map.of()).getMessage().getBody()).isEqualTo(1L);
        }
    }

    @Test
    void aResourceThatTheApiServerDoesNotServeIs404() throws Exception {
        try (var unserved = new CachedBuilds().startWithoutPods()) {
            Exchange asked = unserved.send(LIST, Map.of());
            assertThat(asked.getException())
                    .isInstanceOf(StatusException.class)
                    .hasMessage("the server could not find the requested resource");
            assertThat(asked.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isEqualTo(404);
        }
    }

    private static Exchange ask(String uri, Map<String, Object> headers) {
        return builds.send(uri, new HashMap<>(headers));
    }

    private static long count(String uri, Map<String, Object> headers) {
        Exchange exchange = ask(uri, headers);
        assertThat(exchange.getException()).isNull();
        return (Long) exchange.getMessage().getBody();
    }

    private static Set<String> names(Exchange exchange) {
        var names = new TreeSet<String>();
        Json.parse(exchange.getMessage().getBody(String.class))
                .path("items")
                .forEach(item -> names.add(item.at("/metadata/namespace").asText() + "/"
                        + item.at("/metadata/name").asText()));
        return names;
    }

    private static void assertRefused(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(StatusException.class);
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(400);
    }
}
