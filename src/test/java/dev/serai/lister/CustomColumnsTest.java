package dev.serai.lister;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.http.Json;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kamelets {@code custom-columns-action} and {@code kube-cache-action}, over a cache of pods. */
class CustomColumnsTest {

    private static final String OBJECT = """
            {"kind":"Pod","metadata":{"name":"web","labels":{"build":"7","example.com/team":"a"},"generation":3},
             "spec":{"on":true,"none":null,"limit":1.10,"big":12345678901234567890123,
              "containers":[{"name":"a","image":"x:1"},{"name":"b"},{"name":"c","image":"z:3"}]}}""";

    private static CachedBuilds builds;

    @BeforeAll
    static void start() throws Exception {
        builds = new CachedBuilds().start();
        builds.create("ci", "one", "1", "Running");
        builds.create("ci", "two", "2", "Failed");
    }

    @AfterAll
    static void stop() {
        builds.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    .metadata.name                         | 'web'
                    metadata.name                          | 'web'
                    {.metadata.name}                       | 'web'
                    .metadata.labels.build                 | '7'
                    .metadata.labels.example\\.com/team    | 'a'
                    .metadata.labels['example.com/team']   | 'a'
                    .metadata.generation                   | 3
                    .spec.on                               | true
                    .spec.none                             | null
                    .spec.limit                            | 1.10
                    .spec.big                              | 12345678901234567890123
                    .spec.containers[0]                    | {'name':'a','image':'x:1'}
                    .spec.containers[0].image              | 'x:1'
                    .spec.containers[-1].name              | 'c'
                    .spec.containers[7].name               | null
                    .spec.containers[-7].name              | null
                    .spec.containers[*].name               | ['a','b','c']
                    .spec.containers[*].image              | ['x:1','z:3']
                    .spec.volumes[*].name                  | []
                    .spec.volumes[0].name                  | null
                    .status.phase                          | null
                    .metadata.name.first                   | null
                    .metadata[0]                           | null
                    """)
    void aPathLeadsToAValueOfItsOwnType(String path, String value) throws Exception {
        assertThat(shape("column:" + path, OBJECT)).isEqualTo("{\"column\":%s}".formatted(value.replace('\'', '"')));
    }

    @Test
    void columnsComeInTheirOrderAndOfAListItIsAnArray() throws Exception {
        String columns = " name:.metadata.name , spec.on:.spec.on ";
        assertThat(shape(columns, OBJECT)).isEqualTo("{\"name\":\"web\",\"spec.on\":true}");
        for (String list :
                new String[] {"{\"kind\":\"PodList\",\"items\":[%s,{}],\"more\":1}", "[%s,{}]", "{\"items\":[%s,{}]}"
                }) {
            assertThat(shape(columns, list.formatted(OBJECT)))
                    .isEqualTo("[{\"name\":\"web\",\"spec.on\":true},{\"name\":null,\"spec.on\":null}]");
        }
        assertThat(shape(columns, "{\"kind\":\"PodList\",\"items\":[]}")).isEqualTo("[]");
        // An object that is no list may have items, too.
        assertThat(shape("n:.items[0]", "{\"kind\":\"Order\",\"items\":[5]}")).isEqualTo("{\"n\":5}");
    }

    @Test
    void whatIsNoObjectIsSaid() {
        assertThatThrownBy(() -> shape("a:.b", "7"))
                .hasMessage("custom-columns: the body is neither an object nor a list of objects, as JSON");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    name                      | custom-columns: 'name' is no column; a name and a path are, such as phase:.status.phase
                    a:.b,                     | custom-columns: '' is no column
                    :.b                       | custom-columns: ':.b' is no column
                    a:.b,a:.c                 | custom-columns: there are two columns 'a'
                    a:                        | custom-columns: '' is no path such as .status.phase or .spec.containers[0].image: it names nothing
                    a:.b..c                   | custom-columns: '.b..c' is no path such as .status.phase or .spec.containers[0].image: a name is missing after '.'
                    a:.b[                     | custom-columns: '.b[' is no path such as .status.phase or .spec.containers[0].image: a '[' has no ']'
                    a:.b['c                   | custom-columns: '.b['c' is no path such as .status.phase or .spec.containers[0].image: a '[' has no ']'
                    a:.b[c]                   | custom-columns: '.b[c]' is no path such as .status.phase or .spec.containers[0].image: in brackets stands
                    a:.b[?(@.c=='d')]         | custom-columns: '.b[?(@.c=='d')]' is no path such as .status.phase or .spec.containers[0].image: in brackets
                    a:.b[0]c                  | custom-columns: '.b[0]c' is no path such as .status.phase or .spec.containers[0].image: after ']'
                    """)
    void columnsThatAreNoneKeepARouteFromStarting(String columns, String error) {
        assertThatThrownBy(() -> new CustomColumns().setColumns(columns)).hasMessageStartingWith(error);
        String id = "bad-" + Integer.toHexString(columns.hashCode());
        assertThatThrownBy(() -> builds.load("""
                        - route:
                            id: %s
                            from:
                              uri: direct:%s
                              steps:
                                - to: { uri: "kamelet:custom-columns-action", parameters: { columns: "RAW(%s)" } }
                        """.formatted(id, id, columns.replace("\\", "\\\\"))))
                .rootCause()
                .hasMessageStartingWith(error);
    }

    @Test
    void aBackslashEscapesSomething() {
        assertThatThrownBy(() -> new CustomColumns().setColumns("a:.b\\"))
                .hasMessageEndingWith(": there is nothing after the last '\\'");
    }

    @Test
    void theKameletsReadAndShapeWhatIsCached() throws Exception {
        builds.load("""
                - route:
                    id: shaped
                    from:
                      uri: direct:shaped
                      steps:
                        - to:
                            uri: kamelet:kube-cache-action
                            parameters: { operation: list, namespace: ci, labelSelector: "build in (1,2)" }
                        - to:
                            uri: kamelet:custom-columns-action
                            parameters: { columns: 'id:.metadata.labels.build,part:.metadata.labels.app\\.kubernetes\\.io/part-of,phase:.status.phase,node:.spec.nodeName,images:.spec.containers[*].image' }
                - route:
                    id: one
                    from:
                      uri: direct:one
                      steps:
                        - to: kamelet:kube-cache-action?operation=get&namespace=ci
                        - to: kamelet:custom-columns-action?columns=name:.metadata.name
                """);
        JsonNode all =
                Json.parse(builds.send("direct:shaped", Map.of()).getMessage().getBody(String.class));
        assertThat(all).isEqualTo(Json.parse("""
                [{"id":"1","part":"ci","phase":"Running","node":"n1","images":["example.com/build:1"]},
                 {"id":"2","part":"ci","phase":"Failed","node":"n1","images":["example.com/build:1"]}]"""));
        assertThat(Json.parse(builds.send("direct:shaped", Map.of("CamelKubeCacheLabel.build", "2"))
                        .getMessage()
                        .getBody(String.class)))
                .hasSize(1);
        assertThat(builds.send("direct:one", Map.of("CamelKubernetesResourceName", "two"))
                        .getMessage()
                        .getBody(String.class))
                .isEqualTo("{\"name\":\"two\"}");

        Exchange none = builds.send("direct:one", Map.of("CamelKubernetesResourceName", "three"));
        assertThat(none.getException()).isNull();
        assertThat(none.getMessage().getBody()).isNull();
        assertThat(none.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(404);
    }

    private static String shape(String columns, String json) throws Exception {
        var shaper = new CustomColumns();
        shaper.setColumns(columns);
        try (var context = new DefaultCamelContext()) {
            var exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(json);
            shaper.process(exchange);
            return exchange.getMessage().getBody(String.class);
        }
    }
}
