package dev.serai.sink.webhook;

import dev.serai.health.ReasonsHealthCheck;
import java.util.List;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Down while a receiver is disabled, which only people can change. Only {@code /observe/health} shows it: reads and
 * other sinks still work, so Serai stays ready.
 */
public final class WebhookHealthCheck extends ReasonsHealthCheck {

    private final WebhookRegistry webhooks;

    public WebhookHealthCheck(WebhookRegistry webhooks) {
        super("webhooks", false);
        this.webhooks = webhooks;
    }

    @Override
    protected List<String> reasons() {
        return webhooks.endpoints().stream()
                .flatMap(endpoint -> endpoint.disabledSince().stream()
                        .map(since ->
                                "webhook %s answered 410 Gone at %s and is disabled".formatted(endpoint.name(), since)))
                .toList();
    }

    @Override
    protected void details(HealthCheckResultBuilder builder) {
        webhooks.endpoints().forEach(endpoint -> builder.detail(endpoint.name(), endpoint.state()));
    }
}
