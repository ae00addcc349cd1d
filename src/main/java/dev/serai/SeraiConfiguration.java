package dev.serai;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.CacheHealthCheck;
import dev.serai.cache.CachedObjectModule;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.Strip;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ClusterClient;
import dev.serai.cluster.ClusterConfiguration;
import dev.serai.cluster.DemoCluster;
import dev.serai.cluster.LeaseService;
import dev.serai.cluster.LeaseTimes;
import dev.serai.event.EventConfiguration;
import dev.serai.event.EventSource;
import dev.serai.event.FileLedger;
import dev.serai.event.KubeWatchComponent;
import dev.serai.event.LedgerConfiguration;
import dev.serai.rest.Audit;
import dev.serai.rest.Errors;
import dev.serai.rest.HttpApi;
import dev.serai.rest.Idempotency;
import dev.serai.rest.OwnWrites;
import dev.serai.rest.ReadThrottle;
import dev.serai.rest.Writes;
import dev.serai.rest.WrittenState;
import dev.serai.security.Authentication;
import dev.serai.sink.DeadLetterReplay;
import dev.serai.sink.DeadLetters;
import dev.serai.sink.FileDeadLetters;
import dev.serai.sink.KafkaDeadLetters;
import dev.serai.sink.SinkConfiguration;
import dev.serai.sink.SinkPages;
import dev.serai.sink.SinkStore;
import dev.serai.sink.WebhookHealthCheck;
import dev.serai.sink.WebhookSettings;
import dev.serai.sink.Webhooks;
import dev.serai.write.ApiServerBreaker;
import dev.serai.write.Callers;
import dev.serai.write.WholeCustomResourcesComponent;
import dev.serai.write.WholePodsComponent;
import dev.serai.write.WriteConfiguration;
import dev.serai.write.WriteLimits;
import dev.serai.write.WritesInFlight;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.spi.Registry;

/** Puts Serai together: reads the settings, makes the parts and binds them under the names that routes use. */
public final class SeraiConfiguration implements CamelConfiguration {

    private static final int CALLERS_COUNTED_APART = 1_000;

    private final Settings settings;

    SeraiConfiguration(Settings settings) {
        this.settings = settings;
    }

    @Override
    public void configure(CamelContext context) throws Exception {
        var clock = Clock.systemUTC();
        checkAddress(context);
        var cluster = ClusterConfiguration.parse(text(context, "serai.cluster"));
        var cache = CacheConfiguration.parse(
                text(context, "serai.cache.resources"),
                flag(context, "serai.cache.allow-secrets"),
                number(context, "serai.cache.history"));
        var writes = new WriteConfiguration(
                number(context, "serai.writes.per-second"),
                number(context, "serai.writes.per-caller-per-second"),
                number(context, "serai.writes.in-flight"));
        EventConfiguration.parse(text(context, "serai.events.resources"), cache);
        checkWebhook(context);
        var sinks = SinkConfiguration.parse(
                text(context, "serai.events.dead-letters"),
                number(context, "serai.events.dead-letters.most"),
                text(context, "serai.events.kafka.brokers"));
        Path data = Path.of(text(context, "serai.data.directory"));
        var ledgerConfiguration = LedgerConfiguration.parse(
                text(context, "serai.ledger"), text(context, "serai.events.kafka.brokers"), data);
        String lease = text(context, "serai.events.lease");
        checkLease(lease, ledgerConfiguration);
        var ledger =
                cluster.mode() == ClusterConfiguration.Mode.DEMO ? FileLedger.inMemory() : ledgerConfiguration.open();

        KubernetesClient client = client(context, cluster);
        var caches = new ResourceCaches(cache, client, clock);
        context.addService(new ClosedAtStop(client));
        context.addService(new ClosedAtStop(caches));
        var source = new EventSource(text(context, "serai.events.source"), client);

        context.addService(new LeaseService(client, identity(), LeaseTimes.DEFAULT));
        // What the event routes begin with: where there is a lease, only its holder publishes.
        context.getPropertiesComponent()
                .addInitialProperty("events.publisher", lease.isEmpty() ? "" : "master:" + lease + ":");

        Registry registry = context.getRegistry();
        registry.bind("kubernetesClient", client);
        registry.bind("cacheHealthCheck", new CacheHealthCheck(caches));
        bindSinks(context, cluster, sinks, clock);
        var apiServer = new ApiServer(client);
        context.addService(new ClosedAtStop(apiServer));
        var ownWrites = new OwnWrites(caches, new WrittenState(apiServer));
        bindWrites(context, writes, ownWrites, apiServer, clock);
        context.addComponent("kubernetes-pods", new WholePodsComponent(apiServer));
        context.addComponent("kubernetes-custom-resources", new WholeCustomResourcesComponent(apiServer));
        context.addComponent("kube-watch", new KubeWatchComponent(caches, ledger, source, clock));
        String teamRoutes = text(context, "serai.routes.directory");
        if (!teamRoutes.isEmpty()) {
            startTeamRoutes(context, Path.of(teamRoutes));
        }
        var api = new HttpApi(
                caches,
                ownWrites,
                apiServer,
                new ReadThrottle(number(context, "serai.reads.per-second"), number(context, "serai.reads.streams")),
                number(context, "camel.server.maxBodySize"),
                clock);
        int port = number(context, "camel.server.port");
        context.addStartupListener((started, already) -> api.addTo(started, port));
        caches.start();
    }

    private void bindWrites(
            CamelContext context,
            WriteConfiguration configuration,
            OwnWrites ownWrites,
            ApiServer apiServer,
            Clock clock)
            throws Exception {
        Registry registry = context.getRegistry();
        var limits = new WriteLimits(configuration, new Callers(CALLERS_COUNTED_APART, System::nanoTime));
        registry.bind("writeLimits", limits);
        context.addService(
                new ChangedSettings(context, settings, changed -> limits.change(WriteConfiguration.parse(changed))));
        registry.bind("writesInFlight", new WritesInFlight(limits));
        registry.bind("apiServerBreaker", ApiServerBreaker.create());
        var writes = new Writes(ownWrites);
        registry.bind("writes", writes);
        registry.bind("idempotency", new Idempotency(apiServer, writes));
        registry.bind("errors", new Errors());
        registry.bind("audit", new Audit(clock));
        // A write holds a thread until it is answered; those in flight leave enough for the rest.
        registry.bind(
                "vertxOptions",
                new VertxOptions()
                        .setWorkerPoolSize(VertxOptions.DEFAULT_WORKER_POOL_SIZE + WriteConfiguration.MOST_IN_FLIGHT));
    }

    // When the built-in routes run, whose ids a team's must not take: before, Camel would take the routes and not start
    // them.
    private static void startTeamRoutes(CamelContext context, Path directory) throws Exception {
        var component = context.getComponent("kamelet", KameletComponent.class);
        component.setLocation(component.getLocation() + ",file:" + directory);
        var routes = new TeamRoutes(context, directory);
        context.addStartupListener(new ExtendedStartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext started, boolean already) {}

            @Override
            public void onCamelContextFullyStarted(CamelContext started, boolean already) throws Exception {
                started.addService(routes);
            }
        });
    }

    private static KubernetesClient client(CamelContext context, ClusterConfiguration cluster) throws Exception {
        var objects = new CachedObjectModule(Strip.parse(text(context, "serai.cache.strip")));
        if (cluster.mode() == ClusterConfiguration.Mode.AUTO) {
            return ClusterClient.fromEnvironment(objects);
        }
        var demo = DemoCluster.start();
        context.addService(new ClosedAtStop(demo));
        return ClusterClient.connect(demo.clientConfig(), objects);
    }

    private static void bindSinks(
            CamelContext context, ClusterConfiguration cluster, SinkConfiguration sinks, Clock clock) throws Exception {
        var sinkStore = cluster.mode() == ClusterConfiguration.Mode.DEMO
                ? SinkStore.inMemory()
                : SinkStore.open(Path.of(text(context, "serai.data.directory")));
        context.addService(new ClosedAtStop(sinkStore));
        DeadLetters deadLetters = deadLetters(context, sinks, sinkStore);
        context.addService(new ClosedAtStop(deadLetters));
        var webhooks = new Webhooks(
                sinkStore, deadLetters, clock, () -> ThreadLocalRandom.current().nextDouble());
        context.getRegistry().bind("webhooks", webhooks);
        context.getRegistry().bind("webhookHealthCheck", new WebhookHealthCheck(webhooks));
        context.getRegistry().bind("sinkPages", new SinkPages(webhooks, new DeadLetterReplay(webhooks, context)));
        context.addComponent("management", ManagementPort.component(number(context, "camel.management.port")));
    }

    private static DeadLetters deadLetters(CamelContext context, SinkConfiguration sinks, SinkStore store) {
        if (sinks.topic().isEmpty()) {
            return new FileDeadLetters(store, sinks.most());
        }
        KafkaConfiguration kafka = context.getComponent("kafka", KafkaComponent.class)
                .getConfiguration()
                .copy();
        kafka.setBrokers(text(context, "serai.events.kafka.brokers"));
        return new KafkaDeadLetters(kafka, sinks.topic(), sinks.most());
    }

    private static void checkWebhook(CamelContext context) {
        String url = text(context, "serai.events.webhook.url");
        WebhookSettings.parse(
                new WebhookSettings.Texts(
                        // The other settings are checked where none is named, too.
                        url.isEmpty() ? "http://localhost" : url,
                        text(context, "serai.events.webhook.secret"),
                        text(context, "serai.events.webhook.origin"),
                        text(context, "serai.events.webhook.attempts"),
                        text(context, "serai.events.webhook.give-up-after"),
                        text(context, "serai.events.webhook.longest-wait")),
                new WebhookSettings.Texts(
                        "serai.events.webhook.url",
                        "serai.events.webhook.secret",
                        "serai.events.webhook.origin",
                        "serai.events.webhook.attempts",
                        "serai.events.webhook.give-up-after",
                        "serai.events.webhook.longest-wait"));
    }

    private static void checkLease(String lease, LedgerConfiguration ledger) {
        if (!lease.isEmpty() && !ledger.isShared()) {
            throw new IllegalArgumentException(
                    "serai.events.lease is set, but no other replica can go on from a file; set serai.ledger=kafka:<topic>");
        }
    }

    private static String identity() {
        return System.getenv().getOrDefault("HOSTNAME", "serai") + "-" + UUID.randomUUID();
    }

    private static void checkAddress(CamelContext context) {
        new Authentication(text(context, "serai.auth.mode"), flag(context, "serai.auth.allow-anonymous"))
                .checkAddress(text(context, "camel.server.host"));
    }

    private static String text(CamelContext context, String key) {
        return context.resolvePropertyPlaceholders("{{" + key + "}}").strip();
    }

    private static boolean flag(CamelContext context, String key) {
        String value = text(context, key);
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("%s is '%s'; it is true or false".formatted(key, value));
        }
        return Boolean.parseBoolean(value);
    }

    private static int number(CamelContext context, String key) {
        String value = text(context, key);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is '%s'; it is a whole number".formatted(key, value), e);
        }
    }
}
