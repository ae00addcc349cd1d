package dev.serai.settings;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ClusterConfiguration;
import dev.serai.event.EventConfiguration;
import dev.serai.event.ledger.LedgerConfiguration;
import dev.serai.kube.GroupResource;
import dev.serai.limit.AnswerLimits;
import dev.serai.limit.ConnectionLimits;
import dev.serai.limit.ReadLimitsConfiguration;
import dev.serai.limit.RequestLimits;
import dev.serai.limit.WriteLimitsConfiguration;
import dev.serai.prepull.PrepullConfiguration;
import dev.serai.prepull.pod.MechanismChoice;
import dev.serai.security.Authentication;
import dev.serai.security.CorsOrigins;
import dev.serai.security.oidc.OidcConfiguration;
import dev.serai.security.tls.TlsConfiguration;
import dev.serai.sink.deadletter.DeadLetterConfiguration;
import dev.serai.sink.webhook.WebhookSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All settings as one tree. It is read once, and checked as a whole before anything is opened.
 *
 * @param cluster which cluster
 * @param cache what is cached
 * @param stripped the fields that cached objects lack
 * @param limits how much callers may ask for
 * @param events what happens to events
 * @param prepull how ImagePrepulls are worked off
 * @param data the directory of everything that must outlive a restart
 * @param teamRoutes the directory of teams' files; empty for none
 * @param ports where Serai answers
 * @param tls the certificates of these ports
 * @param corsOrigins the pages whose scripts may read
 * @param access who may call, and what callers may have
 */
public record Configuration(
        ClusterConfiguration cluster,
        CacheConfiguration cache,
        StrippedFields stripped,
        Limits limits,
        Events events,
        PrepullConfiguration prepull,
        Path data,
        Optional<Path> teamRoutes,
        Ports ports,
        TlsConfiguration tls,
        CorsOrigins corsOrigins,
        Access access) {

    private static final String REVIEWED = "subjectaccessreview";

    /**
     * How much callers may ask for.
     *
     * @param connections how many connections there are, and how long
     * @param requests how much of a request is read
     * @param answers how much of answers is under way
     * @param reads how many reads go to the API server
     * @param writes how many writes go to the API server
     */
    public record Limits(
            ConnectionLimits connections,
            RequestLimits requests,
            AnswerLimits answers,
            ReadLimitsConfiguration reads,
            WriteLimitsConfiguration writes) {}

    /**
     * What happens to events.
     *
     * @param resources what the built-in routes send
     * @param source CloudEvents {@code source}; empty for the cluster's own
     * @param lease the Lease whose holder publishes; empty if every replica does
     * @param ledger where delivered events are recorded
     * @param deadLetters where events that were given up are kept
     */
    public record Events(
            EventConfiguration resources,
            String source,
            String lease,
            LedgerConfiguration ledger,
            DeadLetterConfiguration deadLetters) {

        /** Whether the built-in routes send pods. */
        public boolean arePods() {
            return resources.resources().contains(GroupResource.PODS);
        }
    }

    /**
     * Who may call, and what callers may have.
     *
     * @param authentication how callers are known
     * @param reviewed whether the API server is asked what they may have
     * @param filtersLists whether lists show what is in the namespaces of which they may have all
     * @param oidc whose tokens are good; empty without the mode oidc
     * @param systemCertificates whether a certificate may name users and groups of Kubernetes' own
     * @param managementIsOpen whether all of the management port answers anyone
     */
    public record Access(
            Authentication authentication,
            boolean reviewed,
            boolean filtersLists,
            Optional<OidcConfiguration> oidc,
            boolean systemCertificates,
            boolean managementIsOpen) {}

    /**
     * Where Serai answers.
     *
     * @param api the port of the API
     * @param management the port of health, metrics and the management API
     */
    public record Ports(int api, int management) {}

    /**
     * Reads all settings.
     *
     * @throws IllegalArgumentException if one is wrong; the message names key and value, and what would be right
     */
    public static Configuration parse(SettingValues values) {
        Access access = access(values);
        var cluster = ClusterConfiguration.parse(values.text("serai.cluster"));
        var cache = CacheConfiguration.parse(
                        values.text("serai.cache.resources"),
                        values.flag("serai.cache.allow-secrets"),
                        values.number("serai.cache.history"))
                .ofNode(values.text("serai.node"));
        var stripped = StrippedFields.parse(values.text("serai.cache.strip"));
        Path data = Path.of(values.text("serai.data.directory"));
        String teamRoutes = values.text("serai.routes.directory");
        return new Configuration(
                cluster,
                cache,
                stripped,
                limits(values),
                events(values, cache, data),
                prepull(values),
                data,
                teamRoutes.isEmpty() ? Optional.empty() : Optional.of(Path.of(teamRoutes)),
                new Ports(values.number("camel.server.port"), values.number("camel.management.port")),
                tls(values),
                CorsOrigins.parse(values.text("serai.cors.origins")),
                access);
    }

    /**
     * Reads only the limits of writes, which may change while Serai runs.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static WriteLimitsConfiguration writes(SettingValues values) {
        return new WriteLimitsConfiguration(
                values.number("serai.writes.per-second"),
                values.number("serai.writes.per-caller-per-second"),
                values.number("serai.writes.in-flight"));
    }

    private static TlsConfiguration tls(SettingValues values) {
        return new TlsConfiguration(
                values.text("serai.tls.certificate"), values.text("serai.tls.key"), values.text("serai.tls.client-ca"));
    }

    private static Limits limits(SettingValues values) {
        var connections = new ConnectionLimits(
                values.number("serai.limits.connections"),
                values.number("serai.limits.idle-seconds"),
                values.number("serai.limits.request-seconds"));
        var requests = new RequestLimits(
                values.number("serai.limits.header-bytes"),
                values.number("serai.limits.url-bytes"),
                values.number("serai.limits.body-bytes"),
                values.number("serai.limits.json-depth"));
        requests.checkCamel(values.text("camel.server.maxBodySize"));
        var answers = new AnswerLimits(
                values.number("serai.limits.watches-per-caller"), values.number("serai.limits.list-bytes-in-flight"));
        var reads = new ReadLimitsConfiguration(
                values.number("serai.reads.per-second"), values.number("serai.reads.streams"));
        return new Limits(connections, requests, answers, reads, writes(values));
    }

    private static Events events(SettingValues values, CacheConfiguration cache, Path data) {
        var resources = EventConfiguration.parse(values.text("serai.events.resources"), cache);
        WebhookSettings.check(values::text);
        String brokers = brokers(values);
        var deadLetters = DeadLetterConfiguration.parse(
                values.text("serai.events.dead-letters"), values.number("serai.events.dead-letters.most"), brokers);
        var ledger = LedgerConfiguration.parse(values.text("serai.ledger"), brokers, data);
        String lease = values.text("serai.events.lease");
        ledger.checkLease(lease);
        ledger.checkNode(cache.node(), lease);
        return new Events(resources, values.text("serai.events.source"), lease, ledger, deadLetters);
    }

    private static PrepullConfiguration prepull(SettingValues values) {
        return new PrepullConfiguration(
                values.text("serai.prepull.lease"),
                MechanismChoice.parse(values.text("serai.prepull.mechanism")),
                values.text("serai.prepull.holder-image"),
                values.text("serai.prepull.priority-class"),
                values.number("serai.prepull.per-registry"));
    }

    // The brokers of the built-in route, or else those of all Kafka endpoints of Camel.
    private static String brokers(SettingValues values) {
        String named = values.text("serai.events.kafka.brokers");
        return named.isEmpty() ? values.text("camel.component.kafka.brokers:") : named;
    }

    // CAMEL-23767: it answers anyone where no file of users is named, or where the server has a path of its own.
    private static void checkCamelsOwn(SettingValues values) {
        for (String key : List.of("camel.server.authenticationEnabled", "camel.management.authenticationEnabled")) {
            if (values.flag(key)) {
                throw new IllegalArgumentException(
                        "%s is 'true'; Camel's own authentication can let everyone in, name how callers are known in serai.auth.mode"
                                .formatted(key));
            }
        }
        if (!values.text("camel.server.path").equals("/")) {
            throw new IllegalArgumentException("camel.server.path is '%s'; it is /, below which Kubernetes' paths begin"
                    .formatted(values.text("camel.server.path")));
        }
    }

    private static Access access(SettingValues values) {
        var authentication = new Authentication(
                Authentication.modes(values.text("serai.auth.mode")),
                values.flag("serai.auth.allow-anonymous"),
                Authentication.list(values.text("serai.auth.audiences")),
                Duration.ofSeconds(values.number("serai.auth.cache-seconds")),
                Duration.ofSeconds(values.number("serai.auth.outage-seconds")),
                values.flag("serai.auth.impersonate"));
        for (String key : List.of("camel.server.host", "camel.management.host")) {
            authentication.checkAddress(key, values.text(key));
        }
        checkCamelsOwn(values);
        if (authentication.modes().contains(Authentication.Mode.CERTIFICATE)
                && values.text("serai.tls.client-ca").isEmpty()) {
            throw new IllegalArgumentException(
                    "serai.tls.client-ca is empty; with serai.auth.mode=certificate it is the PEM file of who signs callers");
        }
        String reviewed = values.text("serai.authz.mode");
        if (!REVIEWED.equals(reviewed) && !"none".equals(reviewed)) {
            throw new IllegalArgumentException(
                    "serai.authz.mode is '%s'; it is one of: %s, none".formatted(reviewed, REVIEWED));
        }
        return new Access(
                authentication,
                REVIEWED.equals(reviewed),
                values.flag("serai.auth.filter-lists"),
                authentication.modes().contains(Authentication.Mode.OIDC)
                        ? Optional.of(OidcConfiguration.parse(values::text))
                        : Optional.empty(),
                values.flag("serai.auth.certificate.allow-system"),
                Authentication.isLoopback(values.text("camel.management.host")));
    }
}
