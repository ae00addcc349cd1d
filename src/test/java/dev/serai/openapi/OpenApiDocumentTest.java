package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serai.fixture.http.FreePort;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.LogLines;
import dev.serai.http.BlockedEventLoop;
import dev.serai.http.EventLoopEngine;
import dev.serai.reload.RouteDirectory;
import dev.serai.rest.exchange.Read;
import dev.serai.rest.exchange.ReadStep;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.model.Model;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The document of what is in a directory of teams' files, beside the routes of reads and writes that Serai ships. */
class OpenApiDocumentTest {

    private static final String BUILDS = """
            - rest:
                id: builds
                path: /builds
                description: Builds of the shop
                get:
                  - id: get-build
                    path: "/{id}"
                    description: One build
                    param:
                      - { name: id, type: path, dataType: string, description: "its number", required: true }
                      - { name: wait, type: query, dataType: integer, required: false }
                    responseMessage:
                      - { code: "404", message: "there is no such build" }
                    to: "direct:build"
                  - { routeId: watch-build, path: "/{id}/events?platformHttpEngine=%23eventLoop", to: "direct:build" }
                post:
                  - { id: post-build, consumes: application/json, to: "direct:build" }
            - route:
                id: build
                from: { uri: "direct:build", steps: [ { setBody: { constant: "{}" } } ] }
            """;
    private static final String DEPLOYS = """
            - rest:
                id: deploys
                path: /deploys
                get:
                  - { to: "direct:deploys" }
                  - { path: /secret, apiDocs: false, to: "direct:deploys" }
            - route:
                id: deploys-all
                from: { uri: "direct:deploys", steps: [ { setBody: { constant: "[]" } } ] }
            """;

    @TempDir
    Path directory;

    private final int port = FreePort.next();
    private final CamelContext context = new DefaultCamelContext();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() throws Exception {
        var server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost("127.0.0.1");
        server.setBindPort(port);
        context.addService(new VertxPlatformHttpServer(server));
        context.getRestConfiguration().setComponent("platform-http");
        context.getRestConfiguration().setInlineRoutes(false);
        var engine = new EventLoopEngine(port, new BlockedEventLoop());
        engine.setCamelContext(context);
        context.getRegistry().bind("eventLoop", engine);
        for (String step : List.of("readSource", "cachedReads", "discoveryReads", "passedOnReads")) {
            context.getRegistry().bind(step, new ReadStep(read -> read.leaveTo(Read.Source.CACHE)));
        }
        context.getRegistry().bind("facadeOpenApi", new OpenApiDocument(context));
        for (String file : List.of("reads", "facade-openapi")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getResourceLoader(context)
                            .resolveResource("classpath:routes/%s.camel.yaml".formatted(file)));
        }
        RouteDirectory.addTo(context, directory);
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private void write(String name, String content) throws IOException {
        Path written = Files.writeString(directory.resolve(name + ".new"), content);
        Files.move(written, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("X-Caller", "mine")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode document() throws Exception {
        HttpResponse<String> answer = get("/facade/openapi.json");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().map()).doesNotContainKey("x-caller");
        return Json.parse(answer.body());
    }

    private List<String> paths() throws Exception {
        return document().path("paths").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void whereThereIsNoServiceTheDocumentIsEmptyAndValid() throws Exception {
        context.start();
        JsonNode document = document();

        assertThat(document.path("openapi").asText()).startsWith("3.0");
        assertThat(document.at("/info/title").asText()).isEqualTo("Services beside the Kubernetes API");
        assertThat(document.at("/info/version").asText()).isEqualTo("1");
        assertThat(document.path("paths").isObject()).isTrue();
        assertThat(document.path("paths")).isEmpty();
        assertThat(document.has("tags")).isFalse();
        assertThat(document.has("servers")).isFalse();
    }

    @Test
    void itHoldsTheServicesOfAllFilesAndNothingElse() throws Exception {
        write("builds.camel.yaml", BUILDS);
        write("deploys.camel.yaml", DEPLOYS);
        context.getRestConfiguration().setApiProperties(new HashMap<>(Map.of("api.title", "Shop")));
        context.start();
        JsonNode document = document();

        assertThat(paths()).containsExactlyInAnyOrder("/builds", "/builds/{id}", "/builds/{id}/events", "/deploys");
        assertThat(document.at("/info/title").asText()).isEqualTo("Shop");
        JsonNode build = document.path("paths").path("/builds/{id}").path("get");
        assertThat(build.path("summary").asText()).isEqualTo("One build");
        assertThat(build.path("operationId").asText()).isEqualTo("get-build");
        assertThat(build.at("/parameters/0")).isEqualTo(Json.parse("""
                        {"name":"id","in":"path","description":"its number","required":true,"schema":{"type":"string"}}"""));
        assertThat(build.at("/parameters/1/name").asText()).isEqualTo("wait");
        assertThat(build.at("/parameters/1/schema/type").asText()).isEqualTo("integer");
        assertThat(build.at("/responses/404/description").asText()).isEqualTo("there is no such build");
        assertThat(document.path("paths")
                        .at("/~1builds~1{id}~1events/get/operationId")
                        .asText())
                .isEqualTo("watch-build");
        assertThat(document.path("paths").at("/~1builds/post/operationId").asText())
                .isEqualTo("post-build");
        assertThat(document.path("paths").at("/~1deploys/get").has("operationId"))
                .isFalse();
        assertThat(document.path("tags").findValuesAsText("name")).containsExactlyInAnyOrder("/builds", "/deploys");
        assertThat(document.toString()).doesNotContain("camelContextId", "platformHttpEngine");
    }

    @Test
    void whatItSaysOfItselfIsASetting() throws Exception {
        var main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.addInitialProperty("camel.main.routesIncludePattern", "false");
        main.addInitialProperty("camel.rest.apiProperties[api.title]", "Shop");
        main.addInitialProperty("camel.rest.apiProperties[api.version]", "7");
        main.start();
        try {
            List<RestDefinition> rests = List.of(new RestDefinition());
            main.getCamelContext()
                    .getCamelContextExtension()
                    .getContextPlugin(Model.class)
                    .addRestDefinitions(rests, false);
            JsonNode document = new CamelOpenApi(main.getCamelContext()).read(rests);
            assertThat(document.at("/info/title").asText()).isEqualTo("Shop");
            assertThat(document.at("/info/version").asText()).isEqualTo("7");
        } finally {
            main.stop();
        }
    }

    @Test
    void asYamlItIsTheSame() throws Exception {
        write("builds.camel.yaml", BUILDS);
        context.start();
        HttpResponse<String> yaml = get("/facade/openapi.yaml");

        assertThat(yaml.headers().firstValue("Content-Type")).hasValue("application/yaml");
        assertThat(new YAMLMapper().readTree(yaml.body())).isEqualTo(document());
    }

    @Test
    void itFollowsWhatIsChangedAndRemoved() throws Exception {
        write("builds.camel.yaml", BUILDS);
        context.start();
        assertThat(paths()).hasSize(3);

        write("deploys.camel.yaml", DEPLOYS);
        await().untilAsserted(() -> assertThat(paths()).contains("/builds/{id}", "/deploys"));
        write("builds.camel.yaml", BUILDS.replace("post-build", "start-build").replace("/builds", "/jobs"));
        await().untilAsserted(() ->
                assertThat(paths()).containsExactlyInAnyOrder("/jobs", "/jobs/{id}", "/jobs/{id}/events", "/deploys"));
        assertThat(document().path("paths").at("/~1jobs/post/operationId").asText())
                .isEqualTo("start-build");
        Files.delete(directory.resolve("builds.camel.yaml"));
        await().untilAsserted(() -> assertThat(paths()).containsExactly("/deploys"));
        Files.delete(directory.resolve("deploys.camel.yaml"));
        await().untilAsserted(() -> assertThat(paths()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get: [ { path: /one, outType: \"com.example.None[]\", to: \"direct:build\" } ]",
                "get: [ { path: /one, to: \"direct:build\" } ], "
                        + "securityDefinitions: { apiKey: { key: k, name: X-Key } }",
                "get: [ { path: /one, to: \"direct:build\", param: [ { name: n, type: query, dataType: array, "
                        + "arrayType: integer, allowableValues: [ { value: many } ] } ] } ]"
            })
    void whatCannotBeReadTakesNoOtherServiceOut(String wrong) throws Exception {
        write("deploys.camel.yaml", DEPLOYS);
        write(
                "wrong.camel.yaml",
                "- rest: { path: /wrong, " + wrong
                        + " }\n- rest: { path: /right, get: [ { to: \"direct:build\" } ] }\n");
        context.start();
        try (var log = LogLines.of(CamelOpenApi.class.getName())) {
            assertThat(paths()).containsExactlyInAnyOrder("/deploys", "/right");
            List<String> told = log.lines();
            assertThat(told)
                    .filteredOn(line -> line.contains("not in the OpenAPI document"))
                    .singleElement()
                    .asString()
                    .contains("the services under '/wrong' in file:", "wrong.camel.yaml are not");
            assertThat(paths()).hasSize(2);
            assertThat(log.lines()).hasSameSizeAs(told);
        }
        write("wrong.camel.yaml", "- rest: { path: /mended, get: [ { to: \"direct:build\" } ] }\n");
        await().untilAsserted(() -> assertThat(paths()).containsExactlyInAnyOrder("/deploys", "/mended"));
    }

    @Test
    void whatIsAskedForAgainIsNotMadeAgain() throws Exception {
        write("builds.camel.yaml", BUILDS);
        context.start();
        var exchange = new DefaultExchange(context);
        OpenApiDocument document = context.getRegistry().lookupByNameAndType("facadeOpenApi", OpenApiDocument.class);
        document.json(exchange);
        Object first = exchange.getMessage().getBody();
        document.json(exchange);

        assertThat(exchange.getMessage().getBody()).isSameAs(first);
    }
}
