package dev.serai.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("a secret of 24 characters".getBytes(StandardCharsets.UTF_8));
    private static final String BODY = "{\"name\":\"é😀\"}";

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void aReceiverThatKnowsTheSecretAcceptsIt() throws Exception {
        sign(SECRET, Clock.systemUTC());
        assertThatCode(() -> new Webhook(SECRET).verify(BODY, headers())).doesNotThrowAnyException();
    }

    @Test
    void aReceiverRefusesWhatWasChangedOnTheWay() throws Exception {
        sign(SECRET, Clock.systemUTC());
        assertThatThrownBy(() -> new Webhook(SECRET).verify(BODY + " ", headers()))
                .isInstanceOf(WebhookVerificationException.class);
        exchange.getMessage().setHeader("webhook-id", "other");
        assertThatThrownBy(() -> new Webhook(SECRET).verify(BODY, headers()))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void itIsSignedWithTheEventsIdAndTheTimeOfTheAttempt() throws Exception {
        sign(SECRET, Clock.fixed(Instant.parse("2026-01-02T03:04:05.999Z"), ZoneOffset.UTC));
        assertThat(header("webhook-id")).isEqualTo("u-7-added");
        assertThat(header("webhook-timestamp")).isEqualTo("1767323045");
        assertThat(header("webhook-signature")).isEqualTo(new Webhook(SECRET).sign("u-7-added", 1767323045, BODY));
    }

    @Test
    void withoutASecretItIsNotSigned() throws Exception {
        sign("", Clock.systemUTC());
        assertThat(header("webhook-id")).isEqualTo("u-7-added");
        assertThat(header("webhook-timestamp")).isNotNull();
        assertThat(header("webhook-signature")).isNull();
    }

    private void sign(String secret, Clock clock) throws Exception {
        exchange.getMessage().setHeader("CamelCloudEventID", "u-7-added");
        exchange.getMessage().setBody(BODY.getBytes(StandardCharsets.UTF_8));
        exchange.setProperty("webhookSecret", secret);
        new WebhookSignature(clock).sign(exchange);
    }

    private String header(String name) {
        return exchange.getMessage().getHeader(name, String.class);
    }

    private HttpHeaders headers() {
        Map<String, List<String>> headers = exchange.getMessage().getHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, header -> List.of(header.getValue().toString())));
        return HttpHeaders.of(headers, (name, value) -> true);
    }
}
