package dev.serai;

import dev.serai.cache.CacheConditions;
import dev.serai.cache.CacheHealthCheck;
import dev.serai.cache.CacheMetrics;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ClusterClient;
import dev.serai.cluster.DefinitionWatch;
import dev.serai.cluster.demo.DemoCluster;
import dev.serai.event.KubeWatchComponent;
import dev.serai.event.delivery.EventSource;
import dev.serai.event.ledger.FileLedger;
import dev.serai.event.ledger.Ledger;
import dev.serai.http.BlockedEventLoop;
import dev.serai.http.BoundedVertx;
import dev.serai.http.CallerHeaders;
import dev.serai.http.CrossOriginRequests;
import dev.serai.http.EventLoopEngine;
import dev.serai.http.EventLoopRoutes;
import dev.serai.http.HttpApi;
import dev.serai.http.ManagementPort;
import dev.serai.http.ReadMetrics;
import dev.serai.http.RefusedMethods;
import dev.serai.http.SameOriginRequests;
import dev.serai.leader.LeaseService;
import dev.serai.leader.LeaseTimes;
import dev.serai.limit.AnswerLimits;
import dev.serai.limit.CallerBuckets;
import dev.serai.limit.CallerQuota;
import dev.serai.limit.ReadRateLimiter;
import dev.serai.limit.WriteBulkhead;
import dev.serai.limit.WriteCircuitBreaker;
import dev.serai.limit.WriteLimits;
import dev.serai.limit.WriteLimitsConfiguration;
import dev.serai.lister.KubeCacheComponent;
import dev.serai.log.FailedExchanges;
import dev.serai.openapi.OpenApiDocument;
import dev.serai.page.ObservePage;
import dev.serai.prepull.ImagePrepulls;
import dev.serai.reload.RouteDirectory;
import dev.serai.reload.SettingsReloader;
import dev.serai.rest.consistency.WriteTracker;
import dev.serai.rest.consistency.WriteVisibilityGate;
import dev.serai.rest.consistency.WrittenVersionLookup;
import dev.serai.rest.discovery.DiscoveryCache;
import dev.serai.rest.discovery.ObjectKinds;
import dev.serai.rest.exchange.ReadStep;
import dev.serai.rest.exchange.RequestCounters;
import dev.serai.rest.idempotency.Idempotency;
import dev.serai.rest.read.Passthrough;
import dev.serai.rest.read.Reads;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.Errors;
import dev.serai.rest.write.WriteTranslator;
import dev.serai.scenario.Embedding;
import dev.serai.security.tls.ServerTls;
import dev.serai.settings.Configuration;
import dev.serai.settings.SettingValues;
import dev.serai.settings.Settings;
import dev.serai.sink.DeadLetterReplay;
import dev.serai.sink.SinkAdminApi;
import dev.serai.sink.deadletter.CountedDeadLetters;
import dev.serai.sink.deadletter.DeadLetterHealthCheck;
import dev.serai.sink.deadletter.EventSinks;
import dev.serai.sink.http.WebhookClient;
import dev.serai.sink.webhook.WebhookHealthCheck;
import dev.serai.sink.webhook.WebhookRegistry;
import dev.serai.store.KafkaClients;
import dev.serai.store.SinkStore;
import dev.serai.write.RawCustomResourcesComponent;
import dev.serai.write.RawPodsComponent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * Puts Serai together: reads the settings, makes the parts of each room and binds them under the names that routes use.
 * Read {@link #configure} as the table of contents.
 */
public final class SeraiConfiguration implements CamelConfiguration {

    private static final int CALLERS_COUNTED_APART = 1_000;
    // A watch is milliseconds behind. If it is further behind, a writer does not wait for it.
    private static final Duration WRITE_HELD_AT_MOST = Duration.ofSeconds(1);

    private final Settings settings;
    private final Clock clock;
    private final @Nullable Embedding embedding;

    SeraiConfiguration(Settings settings, Clock clock) {
        this(settings, clock, null);
    }

    /** {@code embedding} is what it is given instead of the world; null for the world. */
    SeraiConfiguration(Settings settings, Clock clock, @Nullable Embedding embedding) {
        this.settings = settings;
        this.clock = clock;
        this.embedding = embedding;
    }

    @Override
    public void configure(CamelContext context) throws Exception {
        FailedExchanges.tell(context);
        if (embedding != null) {
            embedding.prepare().accept(context);
        }
        var configuration = Configuration.parse(SettingValues.of(context));
        // First, because another process may own the directory.
        Ledger ledger = openLedger(context, configuration);
        KubernetesClient client = bindCluster(context, configuration);
        ResourceCaches caches = bindCache(context, configuration, client);
        bindEvents(context, configuration, client, caches, ledger);
        bindSinks(context, configuration);
        ApiServer apiServer = closedAtStop(context, new ApiServer(client));
        bindProducers(context, apiServer);
        WriteLimits limits = bindLimits(context, configuration);
        bindPrepull(context, configuration, client, apiServer, limits);
        Audit audit = bindAudit(context);
        bindWrites(context.getRegistry(), configuration, apiServer);
        CacheConditions conditions = closedAtStop(context, new CacheConditions());
        WriteTracker tracker = bindConsistency(context.getRegistry(), apiServer, caches, conditions);
        ServerTls tls = closedAtStop(context, ServerTls.open(configuration.tls()));
        BoundedVertx vertx = bindHttp(context, configuration, tls, audit);
        var front = new Front(
                caches,
                tracker,
                conditions,
                apiServer,
                configuration.limits().reads().limiter(),
                limits,
                audit);
        AnswerLimits answers = configuration.limits().answers();
        CallerQuota streams = answers.streams(configuration.limits().reads().streams());
        Reads reads = bindReads(context, configuration, vertx, front, streams);
        bindPage(context, front, streams);
        bindApi(context, configuration, reads, front, vertx, tls);
        context.getRegistry().bind("facadeOpenApi", new OpenApiDocument(context));
        if (configuration.teamRoutes().isPresent()) {
            RouteDirectory.addTo(context, configuration.teamRoutes().get());
        }
        var summary = new StartSummary(SettingValues.of(context));
        onStart(context, (started, already) -> summary.tell(started));
        caches.start();
    }

    /** What the HTTP side needs of the other rooms. */
    private record Front(
            ResourceCaches caches,
            WriteTracker tracker,
            CacheConditions conditions,
            ApiServer apiServer,
            ReadRateLimiter readLimiter,
            WriteLimits limits,
            Audit audit) {}

    private static Ledger openLedger(CamelContext context, Configuration configuration) {
        return configuration.cluster().isDemo()
                ? FileLedger.inMemory()
                : configuration.events().ledger().open(KafkaClients.of(context));
    }

    private KubernetesClient bindCluster(CamelContext context, Configuration configuration) throws Exception {
        var objects = new CachedObjectModule(configuration.stripped());
        KubernetesClient client;
        if (embedding != null) {
            client = ClusterClient.ready(ClusterClient.connect(embedding.cluster(), objects));
        } else if (configuration.cluster().isDemo()) {
            DemoCluster demo = closedAtStop(context, DemoCluster.start());
            client = ClusterClient.ready(ClusterClient.connect(demo.clientConfig(), objects));
        } else {
            client = ClusterClient.fromEnvironment(objects);
        }
        context.getRegistry().bind("kubernetesClient", client);
        return closedAtStop(context, client);
    }

    private ResourceCaches bindCache(CamelContext context, Configuration configuration, KubernetesClient client)
            throws Exception {
        ResourceCaches caches = closedAtStop(context, new ResourceCaches(configuration.cache(), client, clock));
        context.getRegistry().bind("cacheHealthCheck", new CacheHealthCheck(caches));
        withMeters(context, registry -> CacheMetrics.register(caches, registry));
        context.addComponent("kube-cache", new KubeCacheComponent(caches, clock));
        return caches;
    }

    private void bindEvents(
            CamelContext context,
            Configuration configuration,
            KubernetesClient client,
            ResourceCaches caches,
            Ledger ledger)
            throws Exception {
        var source = new EventSource(configuration.events().source(), client);
        caches.onOtherCluster(source::forget);
        context.addComponent("kube-watch", new KubeWatchComponent(caches, ledger, source, clock));
        context.addService(new LeaseService(client, identity(), LeaseTimes.DEFAULT));
        String lease = configuration.events().lease();
        // The beginning of the event routes. If there is a lease, only its holder publishes.
        context.getPropertiesComponent()
                .addInitialProperty("events.publisher", lease.isEmpty() ? "" : "master:" + lease + ":");
        // Beside the events themselves. Where no ImagePrepulls are worked off, nothing is compared for them.
        boolean prepulls =
                configuration.prepull().isEnabled() && configuration.events().arePods();
        context.getPropertiesComponent()
                .addInitialProperty(
                        "events.changes",
                        prepulls ? "&events=added,modified,deleted&changes=image-prepulled,image-prepull-failed" : "");
    }

    private void bindSinks(CamelContext context, Configuration configuration) throws Exception {
        SinkStore data = closedAtStop(
                context,
                configuration.cluster().isDemo() ? SinkStore.inMemory() : SinkStore.open(configuration.data()));
        var opened = configuration.events().deadLetters().open(KafkaClients.of(context), data);
        CountedDeadLetters deadLetters = closedAtStop(context, new CountedDeadLetters(opened, meters(context)));
        withMeters(context, deadLetters::addTo);
        var sinks = new EventSinks(deadLetters, clock);
        var webhooks = new WebhookRegistry(
                data,
                sinks,
                clock,
                () -> ThreadLocalRandom.current().nextDouble(),
                embedding == null ? WebhookClient::new : embedding.webhooks());
        Registry registry = context.getRegistry();
        registry.bind("eventSinks", sinks);
        registry.bind("deadLetterHealthCheck", new DeadLetterHealthCheck(deadLetters));
        registry.bind("webhooks", webhooks);
        registry.bind("webhookHealthCheck", new WebhookHealthCheck(webhooks));
        registry.bind("sinkPages", new SinkAdminApi(webhooks, new DeadLetterReplay(sinks, context)));
    }

    private static void bindProducers(CamelContext context, ApiServer apiServer) {
        context.addComponent("kubernetes-pods", new RawPodsComponent(apiServer));
        context.addComponent("kubernetes-custom-resources", new RawCustomResourcesComponent(apiServer));
    }

    private WriteLimits bindLimits(CamelContext context, Configuration configuration) throws Exception {
        var callers = new CallerBuckets(CALLERS_COUNTED_APART, System::nanoTime);
        var limits = new WriteLimits(configuration.limits().writes(), callers, System::nanoTime);
        Registry registry = context.getRegistry();
        registry.bind("writeLimits", limits);
        registry.bind("writesInFlight", new WriteBulkhead(limits));
        registry.bind("apiServerBreaker", WriteCircuitBreaker.create());
        context.addService(
                new SettingsReloader(context, settings, changed -> limits.change(Configuration.writes(changed))));
        return limits;
    }

    // Where no Lease is named there is nothing of it.
    private void bindPrepull(
            CamelContext context,
            Configuration configuration,
            KubernetesClient client,
            ApiServer apiServer,
            WriteLimits limits)
            throws Exception {
        if (!configuration.prepull().isEnabled()) {
            return;
        }
        String lease = configuration.prepull().lease();
        LeaseService leases = context.hasService(LeaseService.class);
        ImagePrepulls prepulls = ImagePrepulls.of(
                configuration.prepull(),
                () -> leases.holds(lease),
                limits::perSecond,
                client,
                apiServer,
                meters(context),
                clock);
        context.getRegistry().bind("imagePrepulls", closedAtStop(context, prepulls));
        onStart(context, (started, already) -> leases.getView(lease));
    }

    private Audit bindAudit(CamelContext context) {
        var audit = new Audit(clock, meters(context));
        context.getRegistry().bind("audit", audit);
        context.getRegistry().bind("errors", new Errors());
        return audit;
    }

    private static void bindWrites(Registry registry, Configuration configuration, ApiServer apiServer) {
        registry.bind(
                "writes",
                new WriteTranslator(
                        new ObjectKinds(apiServer),
                        configuration.limits().requests().jsonDepth()));
        registry.bind("idempotency", new Idempotency(apiServer));
    }

    private static WriteTracker bindConsistency(
            Registry registry, ApiServer apiServer, ResourceCaches caches, CacheConditions conditions) {
        var tracker = new WriteTracker(caches, new WrittenVersionLookup(apiServer), conditions);
        registry.bind("shownWrites", new WriteVisibilityGate(tracker, conditions, WRITE_HELD_AT_MOST));
        return tracker;
    }

    private static BoundedVertx bindHttp(
            CamelContext context, Configuration configuration, ServerTls tls, Audit audit) {
        // A write holds a thread until it is answered. The pool leaves enough threads for the rest.
        var options = new VertxOptions()
                .setWorkerPoolSize(VertxOptions.DEFAULT_WORKER_POOL_SIZE + WriteLimitsConfiguration.MOST_IN_FLIGHT);
        var vertx = new BoundedVertx(
                options,
                configuration.limits().requests(),
                configuration.limits().connections(),
                tls,
                audit);
        var blocked = new BlockedEventLoop();
        blocked.listenTo(vertx);
        Registry registry = context.getRegistry();
        registry.bind("vertx", vertx);
        var engine = new EventLoopEngine(configuration.ports().api(), blocked);
        engine.setCamelContext(context);
        registry.bind("eventLoop", engine);
        EventLoopRoutes.addTo(context);
        context.addLifecycleStrategy(new ReadMetrics());
        if (configuration.access().authentication().areCallersKnown()) {
            context.addRoutePolicyFactory(new CallerHeaders());
        }
        var management = new EventLoopEngine(configuration.ports().management(), new BlockedEventLoop());
        management.setCamelContext(context);
        registry.bind("managementEventLoop", management);
        context.addComponent(
                "management", ManagementPort.component(configuration.ports().management()));
        return vertx;
    }

    private Reads bindReads(
            CamelContext context, Configuration configuration, BoundedVertx vertx, Front front, CallerQuota streams)
            throws Exception {
        DefinitionWatch definitions = closedAtStop(context, new DefinitionWatch(front.apiServer(), clock));
        var passthrough = new Passthrough(front.apiServer(), front.readLimiter(), streams, configuration.stripped());
        var discovery = new DiscoveryCache(front.apiServer(), front.readLimiter(), definitions, clock);
        var reads = new Reads(
                front.caches(),
                front.tracker(),
                front.conditions(),
                passthrough,
                discovery,
                streams,
                configuration.limits().answers().lists(),
                vertx,
                clock);
        withMeters(context, reads::addTo);
        Registry registry = context.getRegistry();
        registry.bind("readSource", new ReadStep(reads::source));
        registry.bind("cachedReads", new ReadStep(reads::fromCache));
        registry.bind("discoveryReads", new ReadStep(reads::fromDiscovery));
        registry.bind("passedOnReads", new ReadStep(reads::fromApiServer));
        // The demo cluster's definitions never change. Of a thousand node agents, which few ask for discovery, each
        // would hold two more watches; they ask when they are asked.
        if (!configuration.cluster().isDemo() && !configuration.cache().isOfOneNode()) {
            definitions.start();
        }
        return reads;
    }

    private void bindPage(CamelContext context, Front front, CallerQuota streams) throws Exception {
        Registry registry = context.getRegistry();
        var shown = new ObservePage.Shown(
                front.caches(),
                streams,
                front.limits(),
                registry.lookupByNameAndType("writesInFlight", WriteBulkhead.class),
                registry.lookupByNameAndType("apiServerBreaker", CircuitBreaker.class),
                registry.lookupByNameAndType("eventSinks", EventSinks.class).deadLetters());
        registry.bind("observePage", closedAtStop(context, new ObservePage(shown, context, meters(context), clock)));
    }

    private void bindApi(
            CamelContext context,
            Configuration configuration,
            Reads reads,
            Front front,
            BoundedVertx vertx,
            ServerTls tls)
            throws Exception {
        var refused = new RequestCounters(meters(context), RequestCounters.NO_ROUTE);
        var callers = new CallerConfiguration(
                configuration.access(), context, front.apiServer(), front.caches(), vertx, tls, clock);
        var refusedMethods = new RefusedMethods(front.apiServer(), front.readLimiter(), front.audit(), refused);
        var api = new HttpApi(
                configuration.limits().requests(),
                front.limits(),
                refusedMethods,
                reads::definitionsChanged,
                front.audit(),
                refused,
                callers.gate());
        int port = configuration.ports().api();
        onStart(context, (started, already) -> {
            api.addTo(started, port);
            CrossOriginRequests.addTo(started, port, configuration.corsOrigins());
            SameOriginRequests.addTo(
                    started,
                    configuration.ports().management(),
                    configuration.limits().requests(),
                    front.audit(),
                    refused);
            if (!configuration.access().managementIsOpen()) {
                api.guardManagement(started, configuration.ports().management());
            }
        });
    }

    // The registry may not exist yet.
    private static Supplier<MeterRegistry> meters(CamelContext context) {
        return () -> context.getRegistry().findSingleByType(MeterRegistry.class);
    }

    // Camel calls its listeners again for each route that is added later.
    private static void onStart(CamelContext context, StartupListener action) throws Exception {
        var done = new AtomicBoolean();
        context.addStartupListener((started, already) -> {
            if (done.compareAndSet(false, true)) {
                action.onCamelContextStarted(started, already);
            }
        });
    }

    private static void withMeters(CamelContext context, Consumer<MeterRegistry> adding) throws Exception {
        onStart(context, (started, already) -> {
            MeterRegistry registry = meters(context).get();
            if (registry != null) {
                adding.accept(registry);
            }
        });
    }

    private static <T extends AutoCloseable> T closedAtStop(CamelContext context, T part) throws Exception {
        context.addService(new ClosedAtStop(part));
        return part;
    }

    private static String identity() {
        return System.getenv().getOrDefault("HOSTNAME", "serai") + "-" + UUID.randomUUID();
    }
}
