package dev.serai;

import dev.serai.cache.CacheConditions;
import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.CacheHealthCheck;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ClusterClient;
import dev.serai.cluster.ClusterConfiguration;
import dev.serai.cluster.DefinitionWatch;
import dev.serai.cluster.demo.DemoCluster;
import dev.serai.event.EventConfiguration;
import dev.serai.event.KubeWatchComponent;
import dev.serai.event.delivery.EventSource;
import dev.serai.event.ledger.FileLedger;
import dev.serai.event.ledger.LedgerConfiguration;
import dev.serai.http.BoundedVertx;
import dev.serai.http.ManagementPort;
import dev.serai.leader.LeaseService;
import dev.serai.leader.LeaseTimes;
import dev.serai.limit.CallerBuckets;
import dev.serai.limit.ReadLimitsConfiguration;
import dev.serai.limit.RequestLimits;
import dev.serai.limit.WriteBulkhead;
import dev.serai.limit.WriteCircuitBreaker;
import dev.serai.limit.WriteLimits;
import dev.serai.limit.WriteLimitsConfiguration;
import dev.serai.log.FailedExchanges;
import dev.serai.reload.RouteDirectory;
import dev.serai.reload.SettingsReloader;
import dev.serai.rest.HttpApi;
import dev.serai.rest.consistency.WriteTracker;
import dev.serai.rest.consistency.WriteVisibilityGate;
import dev.serai.rest.consistency.WrittenVersionLookup;
import dev.serai.rest.discovery.ObjectKinds;
import dev.serai.rest.idempotency.Idempotency;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.Errors;
import dev.serai.rest.write.WriteTranslator;
import dev.serai.security.Authentication;
import dev.serai.settings.SettingValues;
import dev.serai.settings.Settings;
import dev.serai.sink.DeadLetterReplay;
import dev.serai.sink.SinkAdminApi;
import dev.serai.sink.deadletter.CountedDeadLetters;
import dev.serai.sink.deadletter.DeadLetterConfiguration;
import dev.serai.sink.deadletter.DeadLetterHealthCheck;
import dev.serai.sink.deadletter.EventSinks;
import dev.serai.sink.webhook.WebhookHealthCheck;
import dev.serai.sink.webhook.WebhookRegistry;
import dev.serai.sink.webhook.WebhookSettings;
import dev.serai.store.DataDirectory;
import dev.serai.store.KafkaClients;
import dev.serai.write.RawCustomResourcesComponent;
import dev.serai.write.RawPodsComponent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Puts Serai together: reads the settings, makes the parts and binds them under the names that routes use. */
public final class SeraiConfiguration implements CamelConfiguration {

    private static final int CALLERS_COUNTED_APART = 1_000;
    // A watch is behind by milliseconds; one that is behind by more is no reason to keep a writer.
    private static final Duration WRITE_HELD_AT_MOST = Duration.ofSeconds(1);

    private final Settings settings;

    SeraiConfiguration(Settings settings) {
        this.settings = settings;
    }

    @Override
    public void configure(CamelContext context) throws Exception {
        FailedExchanges.tell(context);
        var values = new SettingValues(context);
        var clock = Clock.systemUTC();
        checkAddresses(values);
        var cluster = ClusterConfiguration.parse(values.text("serai.cluster"));
        var cache = CacheConfiguration.parse(
                values.text("serai.cache.resources"),
                values.flag("serai.cache.allow-secrets"),
                values.number("serai.cache.history"));
        var writes = new WriteLimitsConfiguration(
                values.number("serai.writes.per-second"),
                values.number("serai.writes.per-caller-per-second"),
                values.number("serai.writes.in-flight"));
        var requestLimits = new RequestLimits(
                values.number("serai.limits.header-bytes"),
                values.number("serai.limits.url-bytes"),
                values.number("serai.limits.body-bytes"));
        requestLimits.checkCamel(values.text("camel.server.maxBodySize"));
        EventConfiguration.parse(values.text("serai.events.resources"), cache);
        WebhookSettings.check(values::text);
        String brokers = brokers(values);
        var sinks = DeadLetterConfiguration.parse(
                values.text("serai.events.dead-letters"), values.number("serai.events.dead-letters.most"), brokers);
        Path data = Path.of(values.text("serai.data.directory"));
        var ledgerConfiguration = LedgerConfiguration.parse(values.text("serai.ledger"), brokers, data);
        String lease = values.text("serai.events.lease");
        ledgerConfiguration.checkLease(lease);
        var ledger = cluster.mode() == ClusterConfiguration.Mode.DEMO
                ? FileLedger.inMemory()
                : ledgerConfiguration.open(KafkaClients.of(context));

        KubernetesClient client = client(context, values, cluster);
        var caches = new ResourceCaches(cache, client, clock);
        context.addService(new ClosedAtStop(client));
        context.addService(new ClosedAtStop(caches));
        var source = new EventSource(values.text("serai.events.source"), client);
        caches.onOtherCluster(source::forget);

        context.addService(new LeaseService(client, identity(), LeaseTimes.DEFAULT));
        // What the event routes begin with: where there is a lease, only its holder publishes.
        context.getPropertiesComponent()
                .addInitialProperty("events.publisher", lease.isEmpty() ? "" : "master:" + lease + ":");

        Registry registry = context.getRegistry();
        registry.bind("kubernetesClient", client);
        registry.bind("cacheHealthCheck", new CacheHealthCheck(caches));
        bindSinks(context, values, cluster, sinks, clock);
        var apiServer = new ApiServer(client);
        context.addService(new ClosedAtStop(apiServer));
        var definitions = new DefinitionWatch(apiServer, clock);
        context.addService(new ClosedAtStop(definitions));
        var conditions = new CacheConditions();
        context.addService(new ClosedAtStop(conditions));
        var ownWrites = new WriteTracker(caches, new WrittenVersionLookup(apiServer), conditions);
        var audit = new Audit(clock, () -> context.getRegistry().findSingleByType(MeterRegistry.class));
        var limits =
                new WriteLimits(writes, new CallerBuckets(CALLERS_COUNTED_APART, System::nanoTime), System::nanoTime);
        registry.bind("shownWrites", new WriteVisibilityGate(ownWrites, conditions, WRITE_HELD_AT_MOST));
        bindWrites(context, limits, apiServer, audit);
        // A write holds a thread until it is answered; those in flight leave enough for the rest.
        var vertxOptions = new VertxOptions()
                .setWorkerPoolSize(VertxOptions.DEFAULT_WORKER_POOL_SIZE + WriteLimitsConfiguration.MOST_IN_FLIGHT);
        registry.bind("vertx", new BoundedVertx(vertxOptions, requestLimits, audit));
        context.addComponent("kubernetes-pods", new RawPodsComponent(apiServer));
        context.addComponent("kubernetes-custom-resources", new RawCustomResourcesComponent(apiServer));
        context.addComponent("kube-watch", new KubeWatchComponent(caches, ledger, source, clock));
        String teamRoutes = values.text("serai.routes.directory");
        if (!teamRoutes.isEmpty()) {
            RouteDirectory.addTo(context, Path.of(teamRoutes));
        }
        var api = new HttpApi(
                caches,
                ownWrites,
                conditions,
                apiServer,
                definitions,
                new ReadLimitsConfiguration(
                        values.number("serai.reads.per-second"), values.number("serai.reads.streams")),
                requestLimits,
                limits,
                audit,
                clock,
                StrippedFields.parse(values.text("serai.cache.strip")));
        int port = values.number("camel.server.port");
        context.addStartupListener((started, already) -> api.addTo(started, port));
        caches.start();
        // The demo cluster's definitions never change.
        if (cluster.mode() == ClusterConfiguration.Mode.AUTO) {
            definitions.start();
        }
    }

    private void bindWrites(CamelContext context, WriteLimits limits, ApiServer apiServer, Audit audit)
            throws Exception {
        Registry registry = context.getRegistry();
        registry.bind("writeLimits", limits);
        context.addService(new SettingsReloader(
                context, settings, changed -> limits.change(WriteLimitsConfiguration.parse(changed))));
        registry.bind("writesInFlight", new WriteBulkhead(limits));
        registry.bind("apiServerBreaker", WriteCircuitBreaker.create());
        registry.bind("writes", new WriteTranslator(new ObjectKinds(apiServer)));
        registry.bind("idempotency", new Idempotency(apiServer));
        registry.bind("errors", new Errors());
        registry.bind("audit", audit);
    }

    private static KubernetesClient client(CamelContext context, SettingValues values, ClusterConfiguration cluster)
            throws Exception {
        var objects = new CachedObjectModule(StrippedFields.parse(values.text("serai.cache.strip")));
        if (cluster.mode() == ClusterConfiguration.Mode.AUTO) {
            return ClusterClient.fromEnvironment(objects);
        }
        var demo = DemoCluster.start();
        context.addService(new ClosedAtStop(demo));
        return ClusterClient.ready(ClusterClient.connect(demo.clientConfig(), objects));
    }

    private static void bindSinks(
            CamelContext context,
            SettingValues values,
            ClusterConfiguration cluster,
            DeadLetterConfiguration sinks,
            Clock clock)
            throws Exception {
        var sinkStore = cluster.mode() == ClusterConfiguration.Mode.DEMO
                ? DataDirectory.inMemory()
                : DataDirectory.open(Path.of(values.text("serai.data.directory")));
        context.addService(new ClosedAtStop(sinkStore));
        var deadLetters =
                new CountedDeadLetters(sinks.open(KafkaClients.of(context), sinkStore), () -> context.getRegistry()
                        .findSingleByType(MeterRegistry.class));
        context.addService(new ClosedAtStop(deadLetters));
        var eventSinks = new EventSinks(deadLetters, clock);
        context.getRegistry().bind("eventSinks", eventSinks);
        context.getRegistry().bind("deadLetterHealthCheck", new DeadLetterHealthCheck(deadLetters));
        var webhooks = new WebhookRegistry(
                sinkStore, eventSinks, clock, () -> ThreadLocalRandom.current().nextDouble());
        context.getRegistry().bind("webhooks", webhooks);
        context.getRegistry().bind("webhookHealthCheck", new WebhookHealthCheck(webhooks));
        context.getRegistry().bind("sinkPages", new SinkAdminApi(webhooks, new DeadLetterReplay(eventSinks, context)));
        context.addComponent("management", ManagementPort.component(values.number("camel.management.port")));
    }

    // Those of the built-in route; else where all of Camel's Kafka endpoints go.
    private static String brokers(SettingValues values) {
        String named = values.text("serai.events.kafka.brokers");
        return named.isEmpty() ? values.text("camel.component.kafka.brokers:") : named;
    }

    private static String identity() {
        return System.getenv().getOrDefault("HOSTNAME", "serai") + "-" + UUID.randomUUID();
    }

    private static void checkAddresses(SettingValues values) {
        var authentication =
                new Authentication(values.text("serai.auth.mode"), values.flag("serai.auth.allow-anonymous"));
        for (String key : List.of("camel.server.host", "camel.management.host")) {
            authentication.checkAddress(key, values.text(key));
        }
    }
}
