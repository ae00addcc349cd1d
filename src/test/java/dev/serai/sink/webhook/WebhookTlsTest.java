package dev.serai.sink.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fixture.http.PrivateAuthority;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.LogLines;
import dev.serai.fixture.process.TestClock;
import dev.serai.sink.SinkContext;
import dev.serai.sink.http.WebhookClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A receiver over TLS whose certificate an authority has signed that the JVM does not know. */
class WebhookTlsTest {

    private static PrivateAuthority authority;
    private static PrivateAuthority other;

    @TempDir
    Path data;

    private WebhookReceiver receiver;
    private SinkContext serai;
    private Path ca;

    @BeforeAll
    static void makeAuthorities() {
        authority = new PrivateAuthority();
        other = new PrivateAuthority();
    }

    @BeforeEach
    void start() {
        receiver = WebhookReceiver.behind(authority);
        serai = new SinkContext(data, new TestClock());
        ca = data.resolve("ca.pem");
    }

    @AfterEach
    void stop() {
        serai.close();
        receiver.close();
    }

    @Test
    void itIsTrustedWithTheAuthoritysCertificateAmongOthersToo() throws Exception {
        Files.writeString(ca, "the other one:\n" + other.pem() + "\nthe one:\n" + authority.pem());
        run();
        assertThat(serai.send("hook", "e").getException()).isNull();
        assertThat(receiver.taken()).hasSize(1);
    }

    @Test
    void withoutTheAuthorityItIsSentNothing() throws Exception {
        serai.route("hook", Map.of("url", receiver.url() + "?token=hush"));
        assertRefused(serai.send("hook", "e"));
        Files.writeString(ca, other.pem());
        serai.route("wrong", Map.of("url", receiver.url() + "other", "ca", ca.toString()));
        assertRefused(serai.send("wrong", "e"));
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void aReplacedFileIsReadWhileSeraiRuns() throws Exception {
        Files.writeString(ca, other.pem());
        run();
        assertRefused(serai.send("hook", "e"));
        replace(authority.pem());
        assertThat(serai.send("hook", "e").getException()).isNull();
        replace(other.pem());
        assertRefused(serai.send("hook", "f"));
    }

    @Test
    void aFileThatIsReplacedByNothingUsefulLeavesWhatWasReadBefore() throws Exception {
        Files.writeString(ca, authority.pem());
        run();
        assertThat(serai.send("hook", "e").getException()).isNull();
        try (var log = LogLines.of(WebhookClient.class.getName())) {
            replace("half of it");
            assertThat(serai.send("hook", "f").getException()).isNull();
            assertThat(serai.send("hook", "g").getException()).isNull();
            Files.delete(ca);
            assertThat(serai.send("hook", "h").getException()).isNull();
            String line = "'%s' holds no certificate that can be read; those read before stay".formatted(ca);
            assertThat(log.lines()).containsExactly(line, line);
        }
        replace(other.pem());
        assertRefused(serai.send("hook", "i"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none.pem | which cannot be read",
                ". | which cannot be read",
                "empty.pem | which holds no certificate",
                "text.pem | which holds no certificate",
                "cut.pem | which holds no certificate"
            })
    void aFileThatIsOfNoUseIsNamedAtTheStartWithItsKey(String name, String what) throws Exception {
        Files.writeString(data.resolve("empty.pem"), "");
        Files.writeString(data.resolve("text.pem"), "hush");
        Files.writeString(
                data.resolve("cut.pem"),
                authority.pem().substring(0, authority.pem().length() / 2));
        String file = data.resolve(name).toString();
        String message = " is '%s', %s; it is a PEM file with certificates".formatted(file, what);
        Map<String, String> settings = Map.of(
                "serai.events.webhook.attempts", "1",
                "serai.events.webhook.give-up-after", "1h",
                "serai.events.webhook.longest-wait", "1h",
                "serai.events.webhook.timeout", "1s",
                "serai.events.webhook.ca", file);
        UnaryOperator<String> valueOf = key -> settings.getOrDefault(key, "");
        assertThatThrownBy(() -> WebhookSettings.check(valueOf)).hasMessage("serai.events.webhook.ca" + message);
        assertThatThrownBy(() -> serai.route("hook", Map.of("url", receiver.url(), "ca", file)))
                .hasStackTraceContaining("signed-webhook-sink: ca" + message);
    }

    private void run() throws Exception {
        serai.route("hook", Map.of("url", receiver.url(), "ca", ca.toString()));
    }

    // As files are replaced that others read.
    private void replace(String content) throws Exception {
        Path next = Files.writeString(data.resolve("next.pem"), content);
        Files.move(next, ca, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void assertRefused(Exchange sent) {
        assertThat(sent.getException())
                .isInstanceOf(WebhookRefusal.class)
                .hasMessageContaining("gave no answer (SSLHandshakeException)")
                .hasMessageNotContaining("hush");
    }
}
