package dev.serai.sink.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.PrivateAuthority;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.SeraiProcess;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in webhook to a receiver behind a private authority, whose URL is as secret as can be. */
class WebhookTlsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String USER = "me:hush-password";
    private static final String TOKEN = "hush-token";
    private static final String KEY =
            Base64.getEncoder().encodeToString("hush-hush-hush-hush-hush".getBytes(StandardCharsets.US_ASCII));
    private static final String DEBUG = """
            <Configuration status="WARN">
              <Appenders><Console name="c"><PatternLayout pattern="%-5level %c - %m%ex%n"/></Console></Appenders>
              <Loggers><Root level="DEBUG"><AppenderRef ref="c"/></Root></Loggers>
            </Configuration>
            """;

    @Test
    void whatIsSecretIsSeenNowhereWhetherDeliveriesFailOrSucceed(@TempDir Path directory) throws Exception {
        var authority = new PrivateAuthority();
        Path ca = Files.writeString(directory.resolve("ca.pem"), new PrivateAuthority().pem());
        Path logging = Files.writeString(directory.resolve("debug.xml"), DEBUG);
        try (WebhookReceiver receiver = WebhookReceiver.behind(authority);
                SeraiProcess serai = SeraiProcess.with(Map.of(
                                "SERAI_CLUSTER",
                                "demo",
                                "SERAI_EVENTS_WEBHOOK_URL",
                                receiver.url().replace("//", "//" + USER + "@") + "in/hush-path?token=" + TOKEN,
                                "SERAI_EVENTS_WEBHOOK_SECRET",
                                "whsec_" + KEY,
                                "SERAI_EVENTS_WEBHOOK_CA",
                                ca.toString(),
                                "SERAI_EVENTS_WEBHOOK_LONGEST_WAIT",
                                "1s"))
                        .jvmOptions("-Dlog4j2.configurationFile=" + logging)) {
            receiver.answerWith(413, Map.of());
            serai.start().awaitUp(SOON);
            await().atMost(SOON)
                    .until(() -> serai.log().contains("gave no answer (SSLHandshakeException)")
                            || serai.log().contains("javax.net.ssl.SSLHandshakeException"));
            assertNothingIsSeen(serai);
            assertThat(receiver.received()).isEmpty();

            Files.writeString(ca, authority.pem());
            await().atMost(SOON).until(() -> get(serai, "/observe/dead-letters").contains("answered 413"));
            assertNothingIsSeen(serai);

            receiver.answerWith(200, Map.of());
            await().atMost(SOON).until(() -> !receiver.taken().isEmpty());
            assertThat(receiver.taken().get(0).path()).isEqualTo("/in/hush-path?token=" + TOKEN);
            assertThat(receiver.taken().get(0).header("Authorization")).isPresent();
            assertThat(receiver.taken().get(0).header("webhook-signature")).isPresent();
            String replay = send(serai, "POST", "/observe/dead-letters/replay");
            assertThat(replay).contains("\"replayed\":[\"").doesNotContain("hush");
            assertNothingIsSeen(serai);

            receiver.answerWith(500, Map.of());
            await().atMost(SOON).until(() -> serai.log().contains("answered 500"));
            assertNothingIsSeen(serai);
        }
    }

    private static void assertNothingIsSeen(SeraiProcess serai) {
        String letters = get(serai, "/observe/dead-letters");
        String seen = letters
                + get(serai, "/observe/webhooks")
                + get(serai, "/observe/health")
                + get(serai, "/observe/metrics")
                + Json.parse(letters).findValuesAsText("id").stream()
                        .map(id -> get(serai, "/observe/dead-letters/" + URLEncoder.encode(id, StandardCharsets.UTF_8)))
                        .reduce("", String::concat);
        assertThat(seen).contains("127.0.0.1-");
        assertThat(serai.log()).contains("DEBUG dev.serai.sink.");
        String basic = Base64.getEncoder().encodeToString(USER.getBytes(StandardCharsets.US_ASCII));
        for (String secret : new String[] {"hush", KEY, basic, "whsec_"}) {
            assertThat(seen.contains(secret)).as("%s in an answer", secret).isFalse();
            assertThat(serai.log().lines().filter(line -> line.contains(secret)))
                    .as("%s in the log", secret)
                    .isEmpty();
        }
    }

    private static String get(SeraiProcess serai, String path) {
        return send(serai, "GET", path);
    }

    private static String send(SeraiProcess serai, String method, String path) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.managementUrl() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build())
                .body();
    }
}
