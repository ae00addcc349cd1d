package dev.serai.command;

import dev.serai.http.EventLoopEngine;
import dev.serai.limit.WriteBulkhead;
import dev.serai.limit.WriteLimits;
import dev.serai.openapi.OpenApiDocument;
import dev.serai.prepull.ImagePrepulls;
import dev.serai.rest.consistency.WriteVisibilityGate;
import dev.serai.rest.exchange.ReadStep;
import dev.serai.rest.idempotency.Idempotency;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.Errors;
import dev.serai.rest.write.WriteTranslator;
import dev.serai.sink.SinkAdminApi;
import dev.serai.sink.deadletter.EventSinks;
import dev.serai.sink.webhook.WebhookRegistry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.vertx.core.Vertx;
import java.util.Map;

/** The beans that Serai binds for routes, for whoever reads routes while nothing runs. */
public final class BuiltInBeans {

    /** The class of each by its name. */
    public static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("kubernetesClient", KubernetesClient.class),
            Map.entry("eventSinks", EventSinks.class),
            Map.entry("webhooks", WebhookRegistry.class),
            Map.entry("sinkPages", SinkAdminApi.class),
            Map.entry("writeLimits", WriteLimits.class),
            Map.entry("writesInFlight", WriteBulkhead.class),
            Map.entry("apiServerBreaker", CircuitBreaker.class),
            Map.entry("audit", Audit.class),
            Map.entry("errors", Errors.class),
            Map.entry("writes", WriteTranslator.class),
            Map.entry("idempotency", Idempotency.class),
            Map.entry("shownWrites", WriteVisibilityGate.class),
            Map.entry("imagePrepulls", ImagePrepulls.class),
            Map.entry("vertx", Vertx.class),
            Map.entry("eventLoop", EventLoopEngine.class),
            Map.entry("readSource", ReadStep.class),
            Map.entry("cachedReads", ReadStep.class),
            Map.entry("discoveryReads", ReadStep.class),
            Map.entry("passedOnReads", ReadStep.class),
            Map.entry("facadeOpenApi", OpenApiDocument.class));

    private BuiltInBeans() {}
}
