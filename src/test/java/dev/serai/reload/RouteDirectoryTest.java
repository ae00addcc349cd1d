package dev.serai.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.process.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.spi.RestConsumerFactory;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteDirectoryTest {

    private static final String ROUTE = """
        - route:
            id: %s
            from:
              uri: direct:%s
              steps:
                - setBody: { constant: "%s" }
        """;

    private static final String BEAN = """
        - beans:
            - name: greeting
              type: java.lang.String
              constructors: { 0: "%s" }
        """;

    private static final String SAYS_BEAN = """
        - route:
            id: a
            from:
              uri: direct:a
              steps:
                - setBody: { simple: "${ref:greeting}" }
        """;

    @TempDir
    Path directory;

    private final CamelContext context = new DefaultCamelContext();
    private final LogLines log = LogLines.of(RouteDirectory.class.getName());

    @BeforeEach
    void run() throws Exception {
        KameletComponent kamelets = context.getComponent("kamelet", KameletComponent.class);
        kamelets.setLocation("classpath:kamelets,file:" + directory);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:built-in").routeId("built-in").setBody(constant("built-in"));
            }
        });
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
        log.close();
    }

    /** A built-in file of the name {@code shipped.camel.yaml} lies among the resources of these tests. */
    private void loadBuiltIn() throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        PluginHelper.getResourceLoader(context).resolveResource("classpath:routes/shipped.camel.yaml"));
    }

    @Test
    void aFileWithABuiltInFilesNameTakesItsPlaceAndGivesItBack() throws Exception {
        loadBuiltIn();
        look();
        assertThat(answer("shipped")).isEqualTo("shipped");

        write("shipped.camel.yaml", ROUTE.formatted("shipped", "shipped", "team"));
        await().until(() -> log.text().contains("shipped.camel.yaml is loaded: [shipped]"));
        assertThat(answer("shipped")).isEqualTo("team");
        assertThat(context.getRoute("shipped-too")).isNull();

        write("shipped.camel.yaml", ROUTE.formatted("shipped", "shipped", "broken") + "- rout: {}");
        await().until(() -> log.text().contains("shipped.camel.yaml is refused and its routes run on as they were"));
        assertThat(log.text()).contains("line 7: 'rout' is not");
        assertThat(answer("shipped")).isEqualTo("team");

        Files.delete(directory.resolve("shipped.camel.yaml"));
        await().until(() -> isStarted("shipped-too"));
        assertThat(answer("shipped")).isEqualTo("shipped");
    }

    @Test
    void aBuiltInRouteNeverAnswersWhereAFileIsToTakeItsPlace() throws Exception {
        write("shipped.camel.yaml", ROUTE.formatted("shipped", "shipped", "team"));
        HeldBackRoutes heldBack = HeldBackRoutes.addTo(context, List.of("shipped.camel.yaml"));
        loadBuiltIn();
        assertThat(isStarted("shipped")).isFalse();
        assertThat(isStarted("shipped-too")).isFalse();

        heldBack.end();
        look();
        assertThat(answer("shipped")).isEqualTo("team");
    }

    @ParameterizedTest
    @ValueSource(strings = {"setBdy", "{", "setBody: {"})
    void aBuiltInRouteDoesNotAnswerWhileTheFileThatIsToTakeItsPlaceIsBroken(String broken) throws Exception {
        write(
                "shipped.camel.yaml",
                ROUTE.formatted("shipped", "shipped", "team").replace("setBody", broken));
        HeldBackRoutes heldBack = HeldBackRoutes.addTo(context, List.of("shipped.camel.yaml"));
        loadBuiltIn();
        heldBack.end();
        look();
        assertThat(log.text()).contains("shipped.camel.yaml is refused: ");
        assertThat(isStarted("shipped")).isFalse();

        write("shipped.camel.yaml", ROUTE.formatted("shipped", "shipped", "mended"));
        await().until(() -> isStarted("shipped"));
        assertThat(answer("shipped")).isEqualTo("mended");
    }

    @Test
    void aBuiltInRouteComesBackWhenTheBrokenFileIsGone() throws Exception {
        write("shipped.camel.yaml", "- route: {");
        HeldBackRoutes heldBack = HeldBackRoutes.addTo(context, List.of("shipped.camel.yaml"));
        loadBuiltIn();
        heldBack.end();
        look();
        Files.delete(directory.resolve("shipped.camel.yaml"));
        await().until(() -> isStarted("shipped"));
        assertThat(answer("shipped")).isEqualTo("shipped");
    }

    @Test
    void seraiIsNotReadyWhileRoutesOfItsOwnDoNotRun() throws Exception {
        write("shipped.camel.yaml", "- route: {");
        try (var other = new DefaultCamelContext()) {
            RouteDirectory.addTo(other, directory);
            var health = other.getRegistry().lookupByNameAndType("routesHealthCheck", RoutesHealthCheck.class);
            assertThat(health.reasons()).containsExactly("the files of serai.routes.directory are not loaded yet");
            PluginHelper.getRoutesLoader(other)
                    .loadRoutes(PluginHelper.getResourceLoader(other)
                            .resolveResource("classpath:routes/shipped.camel.yaml"));
            other.start();
            assertThat(health.reasons())
                    .containsExactly(
                            "shipped.camel.yaml is to replace Serai's own and is broken: its routes do not run");

            write("shipped.camel.yaml", ROUTE.formatted("shipped", "shipped", "mended"));
            await().until(() -> health.reasons().isEmpty());
        }
    }

    @Test
    void whatIsThereAtTheStartIsLoadedAtOnce() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one"));
        write("b.camel.yaml", ROUTE.formatted("b", "b", "two"));
        write("notes.txt", "no route");
        look();
        assertThat(answer("a")).isEqualTo("one");
        assertThat(answer("b")).isEqualTo("two");
        assertThat(log.text()).contains("a.camel.yaml is loaded: [a]");
    }

    @Test
    void whatComesLaterIsLoaded() throws Exception {
        look();
        write("late.camel.yaml", ROUTE.formatted("late", "late", "one"));
        await().until(() -> isStarted("late"));
        assertThat(answer("late")).isEqualTo("one");
    }

    @Test
    void aChangedFileIsLoadedAgain() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one") + ROUTE.formatted("dropped", "dropped", "x"));
        look();
        write("a.camel.yaml", ROUTE.formatted("a", "a", "two") + ROUTE.formatted("new", "new", "three"));
        await().until(() -> isStarted("new"));
        assertThat(answer("a")).isEqualTo("two");
        assertThat(answer("new")).isEqualTo("three");
        assertThat(context.getRoute("dropped")).isNull();
    }

    @Test
    void theRoutesOfAFileThatIsGoneAreRemoved() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one"));
        write("b.camel.yaml", ROUTE.formatted("b", "b", "two"));
        look();
        Files.delete(directory.resolve("a.camel.yaml"));
        await().until(() -> context.getRoute("a") == null);
        assertThat(answer("b")).isEqualTo("two");
        assertThat(answer("built-in")).isEqualTo("built-in");
        assertThat(log.text()).contains("a.camel.yaml is gone; its routes [a] are stopped");
    }

    @Test
    void aFileThatCameBackIsLoadedAgain() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one"));
        look();
        Files.delete(directory.resolve("a.camel.yaml"));
        await().until(() -> context.getRoute("a") == null);
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one"));
        await().until(() -> isStarted("a"));
    }

    @Test
    void malformedYamlIsRefusedWithItsLineAndTheRoutesRunOn() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one"));
        look();
        write("a.camel.yaml", ROUTE.formatted("a", "a", "two") + "- route: {");
        await().until(() -> log.text().contains("a.camel.yaml is refused and its routes run on as they were"));
        assertThat(log.text()).contains("a.camel.yaml, line 7, column 11");
        assertThat(answer("a")).isEqualTo("one");
    }

    @Test
    void aStepThatDoesNotExistIsRefused() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one").replace("setBody", "setBodi"));
        look();
        assertThat(log.text()).contains("a.camel.yaml is refused: ").contains("setBodi");
        assertThat(context.getRoute("a")).isNull();
    }

    @Test
    void anEndpointThatDoesNotExistIsRefusedAndTheRoutesRunOn() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one"));
        look();
        write("a.camel.yaml", ROUTE.formatted("a", "a", "two") + "        - to: nowhere:at-all\n");
        await().until(() -> log.text().contains("a.camel.yaml is refused and its routes run on as they were"));
        assertThat(log.text()).contains("nowhere");
        await().until(() -> isStarted("a"));
        assertThat(answer("a")).isEqualTo("one");
    }

    @Test
    void aRouteWithoutAnIdIsRefusedWithItsLine() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one").replace("    id: a\n", ""));
        look();
        assertThat(log.text()).contains("a.camel.yaml is refused: line").contains("the route has no id");
    }

    @Test
    void theIdOfABuiltInRouteCannotBeTaken() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("built-in", "other", "mine"));
        look();
        assertThat(log.text()).contains("the id built-in is taken by another route");
        assertThat(answer("built-in")).isEqualTo("built-in");
    }

    @Test
    void theIdOfAnotherFileCannotBeTakenAndEachKeepsItsOwn() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one"));
        look();
        write("b.camel.yaml", ROUTE.formatted("a", "b", "two"));
        await().until(() -> log.text().contains("b.camel.yaml is refused: "));
        assertThat(log.text()).contains("the id a is taken by another route");
        assertThat(answer("a")).isEqualTo("one");
        Files.delete(directory.resolve("b.camel.yaml"));
        write("c.camel.yaml", ROUTE.formatted("c", "c", "three"));
        await().until(() -> isStarted("c"));
        assertThat(answer("a")).isEqualTo("one");
    }

    @Test
    void anIdTwiceInOneFileIsRefused() throws Exception {
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one") + ROUTE.formatted("a", "b", "two"));
        look();
        assertThat(log.text()).contains("line 7: the id a is taken by another route");
        assertThat(context.getRoute("a")).isNull();
    }

    @Test
    void aFileThatIsMendedIsLoaded() throws Exception {
        write("a.camel.yaml", "- route: {");
        look();
        assertThat(log.text()).contains("a.camel.yaml is refused");
        write("a.camel.yaml", ROUTE.formatted("a", "a", "one"));
        await().until(() -> isStarted("a"));
    }

    @Test
    void aBrokenFileHoldsUpNoOther() throws Exception {
        write("a.camel.yaml", "- route: {");
        write("b.camel.yaml", ROUTE.formatted("b", "b", "two"));
        look();
        assertThat(answer("b")).isEqualTo("two");
    }

    @Test
    void aChangedKameletReachesTheRoutesThatUseIt() throws Exception {
        writeKamelet("one");
        write("a.camel.yaml", """
            - route:
                id: a
                from:
                  uri: direct:a
                  steps:
                    - to: kamelet:greet-action
            """);
        look();
        assertThat(answer("a")).isEqualTo("one");
        writeKamelet("two");
        await().ignoreExceptions().until(() -> answer("a").equals("two"));
    }

    @Test
    void aChangedRestComesAndGoesWithItsFile() throws Exception {
        context.getRestConfiguration().setInlineRoutes(false);
        RestConsumerFactory http = (camel, processor, verb, path, template, consumes, produces, rest, parameters) ->
                camel.getEndpoint("direct:" + verb + path + template).createConsumer(processor);
        context.getRegistry().bind("of-a-test", http);
        context.getRestConfiguration().setComponent("of-a-test");
        String file = """
            - rest:
                id: team
                path: /team
                get:
                  - { id: team-hello, path: /hello, to: "direct:a" }
            """;
        write("a.camel.yaml", file + ROUTE.formatted("a", "a", "one"));
        look();
        assertThat(log.text()).contains("a.camel.yaml is loaded: [").contains("team-hello");
        write("a.camel.yaml", file.replace("hello", "bye") + ROUTE.formatted("a", "a", "two"));
        await().until(() -> isStarted("team-bye"));
        assertThat(context.getRoute("team-hello")).isNull();
        assertThat(model().getRestDefinitions()).hasSize(1);
        Files.delete(directory.resolve("a.camel.yaml"));
        await().until(() -> log.text().contains("a.camel.yaml is gone"));
        assertThat(model().getRestDefinitions()).isEmpty();
        assertThat(context.getRoutes()).extracting(Route::getId).containsExactly("built-in");
    }

    @Test
    void beansAreMadeAnewAndGoWithTheirFile() throws Exception {
        write("a.camel.yaml", BEAN.formatted("one") + SAYS_BEAN);
        look();
        assertThat(answer("a")).isEqualTo("one");
        write("a.camel.yaml", BEAN.formatted("two") + SAYS_BEAN);
        await().until(() -> answer("a").equals("two"));
        // The way back from one that is broken, and what is mended then, are no different.
        write("a.camel.yaml", BEAN.formatted("three") + SAYS_BEAN.replace("setBody", "setBodi"));
        await().until(() -> log.text().contains("a.camel.yaml is refused and its routes run on as they were"));
        await().ignoreExceptions().until(() -> answer("a").equals("two"));
        write("a.camel.yaml", BEAN.formatted("four") + SAYS_BEAN);
        await().ignoreExceptions().until(() -> answer("a").equals("four"));
        Files.delete(directory.resolve("a.camel.yaml"));
        await().until(() -> context.getRoute("a") == null);
        assertThat(context.getRegistry().lookupByName("greeting")).isNull();
    }

    @Test
    void aChangedBeanReachesTheRoutesOfOtherFiles() throws Exception {
        write("a.camel.yaml", SAYS_BEAN);
        write("z.camel.yaml", BEAN.formatted("one"));
        look();
        assertThat(answer("a")).isEqualTo("one");
        write("z.camel.yaml", BEAN.formatted("two"));
        await().ignoreExceptions().until(() -> answer("a").equals("two"));
    }

    @Test
    void theNameOfABuiltInBeanCannotBeTaken() throws Exception {
        context.getRegistry().bind("greeting", "built-in");
        write("a.camel.yaml", BEAN.formatted("mine"));
        look();
        assertThat(log.text()).contains("a.camel.yaml is refused: line 1: there is a bean greeting already");
        assertThat(context.getRegistry().lookupByName("greeting")).isEqualTo("built-in");
    }

    @Test
    void aConfigurationOfRoutesComesAndGoesWithItsFile() throws Exception {
        String configuration = """
            - routeConfiguration:
                onException:
                  - onException:
                      exception: [ java.lang.IllegalArgumentException ]
                      handled: { constant: "true" }
                      steps:
                        - setBody: { constant: "%s" }
            """;
        write("a.camel.yaml", """
            - route:
                id: a
                from:
                  uri: direct:a
                  steps:
                    - throwException: { exceptionType: java.lang.IllegalArgumentException, message: no }
            """);
        write("z.camel.yaml", configuration.formatted("one"));
        look();
        assertThat(answer("a")).isEqualTo("one");
        write("z.camel.yaml", configuration.formatted("two"));
        await().ignoreExceptions().until(() -> answer("a").equals("two"));
        Files.delete(directory.resolve("z.camel.yaml"));
        await().until(() -> model().getRouteConfigurationDefinitions().isEmpty());
        await().untilAsserted(() -> assertThatThrownBy(() -> answer("a")).hasRootCauseMessage("no"));
    }

    @Test
    void aTemplateAndWhatIsMadeOfItComeAndGoWithTheirFiles() throws Exception {
        String template = """
            - routeTemplate:
                id: says
                parameters: [ { name: text } ]
                from:
                  uri: direct:{{text}}
                  steps:
                    - setBody: { constant: "%s {{text}}" }
            """;
        write("a.camel.yaml", """
            - templatedRoute:
                routeTemplateRef: says
                routeId: says-a
                parameters: [ { name: text, value: a } ]
            """);
        write("z.camel.yaml", template.formatted("one"));
        look();
        assertThat(answer("a")).isEqualTo("one a");
        write("z.camel.yaml", template.formatted("two"));
        await().ignoreExceptions().until(() -> answer("a").equals("two a"));
        Files.delete(directory.resolve("a.camel.yaml"));
        Files.delete(directory.resolve("z.camel.yaml"));
        await().until(() -> context.getRoute("says-a") == null);
        assertThat(model().getRouteTemplateDefinitions()).isEmpty();
    }

    @Test
    void theFlowsOfAnIntegrationRunUnderItsName() throws Exception {
        String integration = """
            apiVersion: camel.apache.org/v1
            kind: Integration
            metadata: {name: tick}
            spec:
              flows:
                - from:
                    uri: direct:a
                    steps:
                      - setBody: { constant: "%s" }
                - route:
                    id: other
                    from: { uri: "direct:b", steps: [ { setBody: { constant: two } } ] }
            """;
        write("a.camel.yaml", integration.formatted("one"));
        look();
        assertThat(answer("a")).isEqualTo("one");
        assertThat(answer("b")).isEqualTo("two");
        assertThat(log.text()).contains("a.camel.yaml is loaded: [tick, other]");
        write("a.camel.yaml", integration.formatted("three"));
        await().ignoreExceptions().until(() -> answer("a").equals("three"));
        Files.delete(directory.resolve("a.camel.yaml"));
        await().until(() -> context.getRoutes().size() == 1);
    }

    @Test
    void aPipeComesAndGoes() throws Exception {
        write("a.camel.yaml", """
            apiVersion: camel.apache.org/v1
            kind: Pipe
            metadata: {name: piped}
            spec:
              source: {uri: "direct:a"}
              sink: {uri: "direct:built-in"}
            """);
        look();
        assertThat(answer("a")).isEqualTo("built-in");
        Files.delete(directory.resolve("a.camel.yaml"));
        await().until(() -> context.getRoute("piped") == null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}} | line 1: kind ConfigMap of v1 is not taken",
                "{apiVersion: camel.apache.org/v1alpha1, kind: KameletBinding} | line 1: kind KameletBinding of",
                "{apiVersion: camel.apache.org/v1, kind: Kamelet} | line 1: a Kamelet goes into a file whose name ends"
                        + " in .kamelet.yaml",
                "{apiVersion: camel.apache.org/v1, kind: Integration, metadata: {name: a}, spec: {sources: []}} | line"
                        + " 1: spec.sources of an",
                "{apiVersion: camel.apache.org/v1, kind: Integration, metadata: {name: a}, spec: {}} | line 1: the"
                        + " Integration has no spec.flows",
                "hello: world | line 1: it is neither",
                "just a text | line 1: it is neither",
                "# nothing | line 1: there is nothing in it",
                "- rout: {} | line 1: 'rout' is not taken; taken are: beans,",
                "- restConfiguration: {component: netty-http} | line 1: restConfiguration is not taken",
                "- from: {uri: ~direct:a~, steps: []} | line 1: the route has no id",
                "- templatedRoute: {routeTemplateRef: nowhere, routeId: a} | line 1: ",
                "- beans: [{name: a, type: no.such.Bean}] | line 1: there is no class 'no.such.Bean'"
            })
    void whatIsNotTakenIsRefusedWithLineAndReason(String content, String reason) throws Exception {
        write("a.camel.yaml", content.replace('~', '"') + "\n");
        look();
        assertThat(log.text()).contains("a.camel.yaml is refused: " + reason).doesNotContain("line -1");
        assertThat(context.getRoutes()).hasSize(1);
    }

    @Test
    void aFileThatIsPassedOverIsNamedOnce() throws Exception {
        write("a.yaml", "x");
        write("b.camel.yml", "x");
        write("c.YAML", "x");
        write("d.txt", "x");
        write("e.camel.yaml", ROUTE.formatted("e", "e", "one"));
        look();
        write("f.camel.yaml", ROUTE.formatted("f", "f", "one"));
        await().until(() -> isStarted("f"));
        for (String name : List.of("a.yaml", "b.camel.yml", "c.YAML")) {
            assertThat(log.lines())
                    .filteredOn(line -> line.contains(name))
                    .containsExactly(name + " is passed over: the names of routes end in .camel.yaml, of kamelets in"
                            + " .kamelet.yaml");
        }
        assertThat(log.text()).doesNotContain("d.txt");
    }

    @Test
    void aDirectoryThatIsNoneIsRefused() {
        Path none = directory.resolve("none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RouteDirectory(context, none))
                .withMessage("serai.routes.directory '%s' is no directory", none);
    }

    private void look() throws Exception {
        context.addService(new RouteDirectory(context, directory));
    }

    private Model model() {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    private boolean isStarted(String id) {
        return context.getRouteController().getRouteStatus(id) == ServiceStatus.Started;
    }

    private String answer(String route) {
        return context.createProducerTemplate().requestBody("direct:" + route, "", String.class);
    }

    private void writeKamelet(String text) throws IOException {
        write("greet-action.kamelet.yaml", """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: greet-action
              labels:
                camel.apache.org/kamelet.type: action
            spec:
              definition:
                title: Greet
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - setBody: { constant: "%s" }
            """.formatted(text));
    }

    /** All at once, as a mounted ConfigMap changes: a half written file would be refused. */
    private void write(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".part"), content);
        Files.move(file, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
