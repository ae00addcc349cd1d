package dev.serai;

import dev.serai.cache.ResourceCaches;
import dev.serai.cluster.ApiServer;
import dev.serai.http.CallerGate;
import dev.serai.security.Authentication;
import dev.serai.security.Authenticator;
import dev.serai.security.Authenticators;
import dev.serai.security.oidc.OidcAuthenticator;
import dev.serai.security.oidc.OidcHealthCheck;
import dev.serai.security.review.Authorizer;
import dev.serai.security.review.ReviewMetrics;
import dev.serai.security.review.TokenReviews;
import dev.serai.security.tls.CertificateAuthenticator;
import dev.serai.security.tls.ServerTls;
import dev.serai.settings.Configuration;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** Puts together how callers are known, and who says what they may have. */
final class CallerConfiguration {

    private final Configuration.Access access;
    private final CamelContext context;
    private final ApiServer apiServer;
    private final ResourceCaches caches;
    private final Vertx vertx;
    private final ServerTls tls;
    private final Clock clock;
    private final ReviewMetrics reviews;

    CallerConfiguration(
            Configuration.Access access,
            CamelContext context,
            ApiServer apiServer,
            ResourceCaches caches,
            Vertx vertx,
            ServerTls tls,
            Clock clock) {
        this.access = access;
        this.context = context;
        this.apiServer = apiServer;
        this.caches = caches;
        this.vertx = vertx;
        this.tls = tls;
        this.clock = clock;
        this.reviews =
                new ReviewMetrics(() -> context.getRegistry().findSingleByType(MeterRegistry.class), System::nanoTime);
    }

    /** What stands before all routes; empty if callers are not known. */
    Optional<CallerGate> gate() throws Exception {
        Authentication known = access.authentication();
        if (!known.areCallersKnown()) {
            return Optional.empty();
        }
        List<Authenticator> inTurn = new ArrayList<>();
        for (Authentication.Mode mode : known.modes()) {
            inTurn.add(authenticator(mode));
        }
        return Optional.of(
                new CallerGate(new Authenticators(inTurn), authorizer(), known.impersonates(), known.kept()));
    }

    private Authorizer authorizer() {
        Authentication known = access.authentication();
        if (!access.reviewed()) {
            return Authorizer.allowing();
        }
        return access.filtersLists()
                ? Authorizer.filtering(
                        apiServer,
                        vertx,
                        resource -> caches.of(resource).isPresent(),
                        known.kept(),
                        known.outage(),
                        System::nanoTime,
                        reviews)
                : Authorizer.reviewing(apiServer, known.kept(), known.outage(), System::nanoTime, reviews);
    }

    private Authenticator authenticator(Authentication.Mode mode) throws Exception {
        Authentication known = access.authentication();
        return switch (mode) {
            case TOKENREVIEW ->
                new TokenReviews(apiServer, known.audiences(), known.kept(), known.outage(), System::nanoTime, reviews);
            case OIDC -> oidc();
            case CERTIFICATE -> new CertificateAuthenticator(tls, access.systemCertificates(), clock);
        };
    }

    private OidcAuthenticator oidc() throws Exception {
        var oidc = new OidcAuthenticator(access.oidc().orElseThrow(), vertx, clock);
        context.addService(new ClosedAtStop(oidc));
        context.getRegistry().bind("oidcHealthCheck", new OidcHealthCheck(oidc));
        oidc.start();
        return oidc;
    }
}
