package dev.serai.sink.webhook;

import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while a receiver is disabled, which only people can mend. Shown by {@code /observe/health} alone: reads and other
 * sinks are as well as ever, so Serai stays ready.
 */
public final class WebhookHealthCheck extends AbstractHealthCheck {

    private final WebhookRegistry webhooks;

    public WebhookHealthCheck(WebhookRegistry webhooks) {
        super("serai", "webhooks");
        this.webhooks = webhooks;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        webhooks.endpoints().forEach(endpoint -> builder.detail(endpoint.name(), endpoint.state()));
        List<String> disabled = webhooks.endpoints().stream()
                .flatMap(endpoint -> endpoint.disabledSince().stream()
                        .map(since ->
                                "webhook %s answered 410 Gone at %s and is disabled".formatted(endpoint.name(), since)))
                .toList();
        if (disabled.isEmpty()) {
            builder.up();
        } else {
            builder.message(String.join("; ", disabled)).down();
        }
    }
}
