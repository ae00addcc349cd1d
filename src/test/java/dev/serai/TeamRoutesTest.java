package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeamRoutesTest {

    private static final String ROUTE = """
            - route:
                id: %s
                from:
                  uri: direct:%s
                  steps:
                    - setBody: { constant: "%s" }
            """;

    @TempDir
    Path directory;

    private final CamelContext context = new DefaultCamelContext();
    private final LogLines log = LogLines.of(TeamRoutes.class.getName());

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
        assertThat(log.text()).contains("a.camel.yaml, line 8, column 1");
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
    void aDirectoryThatIsNoneIsRefused() {
        Path none = directory.resolve("none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TeamRoutes(context, none))
                .withMessage("serai.routes.directory '%s' is no directory", none);
    }

    private void look() throws Exception {
        context.addService(new TeamRoutes(context, directory));
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
