package dev.serai.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page for people, in a real browser, over a real API server. */
class PageIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SUBSCRIPTION = "#subscriptions tr[data-key='events-webhook']";
    private static final String HTML = "<img src=/observe/none onerror=alert(1)>";

    private static KubeApi api;
    private static WebhookReceiver receiver;
    private static SeraiProcess serai;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(SOON.toMillis());
        api = KubeApi.start();
        receiver = new WebhookReceiver();
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_EVENTS_WEBHOOK_URL", receiver.url() + "hook")
                .set("SERAI_EVENTS_WEBHOOK_LONGEST_WAIT", "1s");
        serai.start().awaitReady(Cluster.STARTED);
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        Closing.close(chromium);
        Closing.close(serai);
        Closing.close(receiver);
        Closing.close(api);
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void whoLooksSeesPodsLagAndDeadLettersAndReplaysOne(ColorScheme scheme) {
        String one = scheme.name().toLowerCase(Locale.ROOT);
        receiver.answerWith(200, Map.of());
        Page page = chromium.page(scheme);

        page.navigate(serai.managementUrl() + "/observe/");
        assertThat(page.locator("#connection")).hasText("live");
        assertThat(page.locator("body"))
                .hasCSS("background-color", scheme == ColorScheme.DARK ? "rgb(15, 19, 24)" : "rgb(255, 255, 255)");
        assertThat(page.locator("#resources tr[data-key='pods']")).containsText("up to date");
        assertThat(page.locator("#routes tr[data-key='page-events']")).containsText("started");

        seesAPodAppearAsTextOnly(page, "seen-" + one);
        seesTheLagOfAStoppedSinkGrow(page, "waits-" + one);
        replaysADeadLetterByKeyboard(page, "refused-" + one);
        readsItOnANarrowScreen(page);

        assertThat(chromium.errors).isEmpty();
        assertThat(chromium.requests).isNotEmpty().allSatisfy(url -> assertThat(url)
                .startsWith(serai.managementUrl() + "/observe/"));
        page.context().close();
    }

    @Test
    void theSameIsThereAsJsonAndOnlyAPageOfTheSameOriginMayReplay() {
        JsonNode status = Json.parse(send("GET", "/observe/status").body());

        assertThat(status.at("/resources/0/resource").asText()).isEqualTo("pods");
        assertThat(status.at("/resources/0/ready").asBoolean()).isTrue();
        assertThat(status.at("/watchers/most").asInt()).isEqualTo(10_000);
        assertThat(status.at("/writes/perSecond").asInt()).isEqualTo(50);
        assertThat(status.at("/subscriptions/items/0/name").asText()).isEqualTo("events-webhook");
        assertThat(status.path("routes").path("items")).anySatisfy(route -> {
            assertThat(route.path("id").asText()).isEqualTo("page-status");
            assertThat(route.path("state").asText()).isEqualTo("started");
        });
        assertThat(status.path("podChanges").isArray()).isTrue();

        String replay = "/observe/dead-letters/replay";
        assertThat(send("POST", replay, "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", replay, "Origin", "https://elsewhere.example").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", replay, "Origin", serai.managementUrl()).statusCode())
                .isEqualTo(200);
        assertThat(send("POST", replay).statusCode()).isEqualTo(200);
        HttpResponse<String> led = send("GET", "/observe");
        assertThat(led.statusCode()).isEqualTo(308);
        assertThat(led.headers().firstValue("Location")).hasValue("observe/");
    }

    private static void seesAPodAppearAsTextOnly(Page page, String pod) {
        api.kubectlWithInput(Pods.small(pod), "create", "-f", "-");
        Locator rows = page.locator("#pods tbody tr").filter(new Locator.FilterOptions().setHasText("default/" + pod));
        assertThat(rows.first()).containsText("added");

        api.kubectl(
                "patch",
                "pod",
                pod,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"phase\":\"Failed\",\"reason\":\"" + HTML + "\"}}");
        assertThat(rows.first()).containsText(HTML);
        assertThat(rows.first()).containsText("failed");
        assertThat(page.locator("img")).hasCount(0);
    }

    private static void seesTheLagOfAStoppedSinkGrow(Page page, String pod) {
        receiver.answerWith(503, Map.of());
        api.kubectlWithInput(Pods.small(pod), "create", "-f", "-");
        Locator subscription = page.locator(SUBSCRIPTION);
        await().atMost(SOON).until(() -> lag(page) > 1);
        double first = lag(page);

        await().atMost(SOON).until(() -> lag(page) > first + 2);
        assertThat(subscription.locator("td[data-label='Waiting']")).hasText("1");
        assertThat(subscription.locator("td[data-label='Reason']")).containsText("refused for");

        receiver.answerWith(200, Map.of());
        assertThat(subscription.locator("td[data-label='Waiting']")).hasText("0");
        assertThat(subscription.locator("td[data-label='Lag']")).hasText("0 s");
    }

    private static void replaysADeadLetterByKeyboard(Page page, String pod) {
        receiver.answerWith(413, Map.of());
        api.kubectlWithInput(Pods.small(pod), "create", "-f", "-");
        Locator letters = page.locator("#dead-letters tbody tr");
        assertThat(letters).hasCount(1);
        assertThat(letters).containsText("answered 413");
        Locator button = letters.locator("button");

        button.focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#replayed")).containsText("not taken: 1");
        assertThat(letters).hasCount(1);

        receiver.answerWith(200, Map.of());
        int before = receiver.taken().size();
        button.focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#replayed")).hasText("delivered again: 1");
        assertThat(letters).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(SOON.toMillis()));
        assertThat(receiver.taken().subList(before, receiver.taken().size()))
                .singleElement()
                .satisfies(again -> {
                    assertThat(again.header("ce-replayed")).hasValue("true");
                    assertThat(again.text()).contains(pod);
                });
    }

    private static void readsItOnANarrowScreen(Page page) {
        page.setViewportSize(340, 700);
        assertThat(page.locator("#pods td[data-label='Pod']").first()).isVisible();
        assertThat(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .isEqualTo(true);
        page.reload();
        assertThat(page.locator("#connection")).hasText("live");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("To the content");
        page.keyboard().press("Enter");
        assertThat(page.locator(":focus")).hasId("main");
    }

    private static double lag(Page page) {
        return Double.parseDouble(page.locator(SUBSCRIPTION)
                .locator("td[data-label='Lag']")
                .textContent()
                .replace(" s", "")
                .replace(",", ""));
    }

    private static HttpResponse<String> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(serai.managementUrl() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return serai.send(request.build());
    }
}
