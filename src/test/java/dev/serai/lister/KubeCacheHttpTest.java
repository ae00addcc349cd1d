package dev.serai.lister;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.http.RawAnswer;
import dev.serai.fixture.http.RawHttp;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kube-cache:} behind a team's own paths, on Camel's workers and on the event loop: what a caller can bring about. */
class KubeCacheHttpTest {

    // As a team writes it that has thought of no error.
    private static final String ROUTES = """
            - rest:
                path: /builds
                get:
                  - { path: "/{id}", to: "direct:build" }
            - rest:
                path: /builds-on-event-loop
                get:
                  - { path: "/{id}?platformHttpEngine=%23eventLoop", to: "direct:build" }
            - route:
                id: build
                from:
                  uri: direct:build
                  steps:
                    - setHeader: { name: CamelKubeCacheLabel.build, simple: "${header.id}" }
                    - to: kube-cache:pods?operation=count&namespace=ci
                    # Of a number, Camel's HTTP server would send the eight bytes.
                    - convertBodyTo: { type: String }
            """;

    private static final List<String> PATHS = List.of("/builds/", "/builds-on-event-loop/");

    private static CachedBuilds builds;
    private static RawHttp http;

    @BeforeAll
    static void start() throws Exception {
        builds = new CachedBuilds().start();
        builds.create("ci", "one", "1", "Running");
        builds.create("shop", "one", "1", "Running");
        builds.create("shop", "two", "1", "Running");
        builds.load(ROUTES);
        http = RawHttp.plain(builds.port);
    }

    @AfterAll
    static void stop() {
        builds.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelKubernetesNamespaceName: shop",
                "CamelKubernetesPodName: two",
                "CamelKubernetesResourceName: two",
                "CamelKubernetesOperation: list",
                "CamelKubeCacheLabelSelector: build=2",
                "CamelKubeCacheFieldSelector: metadata.name=two",
                "CamelKubeCacheLabel.build: 2",
                "CamelKubeCacheLabel.other: x"
            })
    void whatARequestBringsItselfSetsNoHeaderOfCamel(String header) {
        for (String path : PATHS) {
            for (String sent : List.of(header, header.toLowerCase(Locale.ROOT), header.toUpperCase(Locale.ROOT))) {
                RawAnswer answer = http.ask("GET", path + "1", List.of(sent), null);
                assertThat(answer.status()).as(path + sent).isEqualTo(200);
                assertThat(answer.text()).as(path + sent).isEqualTo("1");

                RawAnswer queried = http.ask("GET", path + "1?" + sent.replace(": ", "="), List.of(), null);
                assertThat(queried.status()).as(path + sent).isEqualTo(200);
                assertThat(queried.text()).as(path + sent).isEqualTo("1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1%2Cx%20in%20(a)", "1%7C%7C", "%20", "*", "1%2C", "1?id=2"})
    void aValueOfARequestThatIsMoreThanAValueIs400(String id) {
        for (String path : PATHS) {
            RawAnswer answer = http.ask("GET", path + id, List.of(), null);
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.text()).doesNotContain("Exception");
        }
    }

    @Test
    void beforeTheCacheIsFilledACallerIsToldWhenToComeAgain() throws Exception {
        try (var empty = new CachedBuilds()) {
            empty.load(ROUTES);
            for (String path : PATHS) {
                RawAnswer answer = RawHttp.plain(empty.port).ask("GET", path + "1", List.of(), null);
                assertThat(answer.status()).as(path).isEqualTo(503);
                assertThat(answer.header("Retry-After")).hasValue("1");
                assertThat(answer.text()).doesNotContain("Exception");
            }
        }
    }
}
