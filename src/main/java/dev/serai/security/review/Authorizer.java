package dev.serai.security.review;

import dev.serai.cluster.ApiServer;
import dev.serai.kube.Caller;
import dev.serai.kube.GroupResource;
import dev.serai.kube.StatusException;
import dev.serai.security.NamespaceScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Decides whether callers may have what they request, by what the API server says. */
public final class Authorizer {

    private static final Duration WALK_AT_MOST = Duration.ofSeconds(30);
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final int FORBIDDEN = 403;

    private final @Nullable AccessReviews reviews;
    private final @Nullable NamespacedRights namespaced;

    private Authorizer(@Nullable AccessReviews reviews, @Nullable NamespacedRights namespaced) {
        this.reviews = reviews;
        this.namespaced = namespaced;
    }

    /** Asks the API server; {@code kept} and {@code outage} as in {@link TokenReviews}. */
    public static Authorizer reviewing(
            ApiServer apiServer, Duration kept, Duration outage, LongSupplier nanoTime, ReviewMetrics metrics) {
        return new Authorizer(new AccessReviews(apiServer, kept, outage, nanoTime, metrics), null);
    }

    /**
     * The same, but lists and watches over all namespaces show to whom may not have all of it what is in the namespaces
     * that it may list. {@code filtered} says of which resources objects can be left out.
     */
    public static Authorizer filtering(
            ApiServer apiServer,
            Vertx vertx,
            Predicate<GroupResource> filtered,
            Duration kept,
            Duration outage,
            LongSupplier nanoTime,
            ReviewMetrics metrics) {
        var reviews = new AccessReviews(apiServer, kept, outage, nanoTime, metrics);
        return new Authorizer(
                reviews, new NamespacedRights(apiServer, reviews, vertx, filtered, kept, outage, nanoTime));
    }

    /** Lets every known caller do everything that Serai may; nobody may be somebody else. */
    public static Authorizer allowing() {
        return new Authorizer(null, null);
    }

    /**
     * What came of a request.
     *
     * @param caller as whom it is served
     * @param isEndless whether its answer may last
     * @param scope whose objects it shows; null for all
     */
    public record Decision(
            Caller caller, boolean isEndless, @Nullable NamespaceScope scope) {}

    /**
     * Decides.
     *
     * @param path percent-encoded, as it is answered or sent on
     * @param parameter gives the first value of a query parameter; null where there is none
     * @return fails with a StatusException: 403 if the caller may not, 503 if nobody can tell, 400 if whom the caller
     *     wants to be cannot be read
     */
    public Future<Decision> decide(
            Caller caller, HttpServerRequest request, String path, UnaryOperator<@Nullable String> parameter) {
        AccessRequest access = AccessRequest.of(request.method().name(), path, parameter);
        Impersonation as = Impersonation.of(request.headers());
        if (reviews == null) {
            return as == null
                    ? Future.succeededFuture(new Decision(caller, access.isEndless(), null))
                    : Future.failedFuture(StatusException.badRequest(
                            "with serai.authz.mode=none nobody can be somebody else; leave Impersonate-* out"));
        }
        if (as == null) {
            return allowed(caller, access);
        }
        return all(caller, as.rights(), 0).compose(may -> allowed(as.wanted(), access));
    }

    private Future<Void> all(Caller caller, List<AccessRequest> rights, int index) {
        if (index == rights.size()) {
            return Future.succeededFuture();
        }
        return allowed(caller, rights.get(index)).compose(may -> all(caller, rights, index + 1));
    }

    private Future<Decision> allowed(Caller caller, AccessRequest access) {
        if (reviews == null) {
            throw new IllegalStateException("nobody is asked");
        }
        Future<@Nullable StatusException> asked = reviews.refusal(caller, access);
        if (asked.isComplete()) {
            return decision(caller, access, asked.result());
        }
        return asked.compose(refusal -> decision(caller, access, refusal));
    }

    private Future<Decision> decision(Caller caller, AccessRequest access, @Nullable StatusException refusal) {
        if (refusal == null) {
            return Future.succeededFuture(new Decision(caller, access.isEndless(), null));
        }
        return namespaced != null && refusal.status().getCode() == FORBIDDEN && namespaced.canBeFiltered(access)
                ? scoped(caller, access, namespaced, refusal)
                : Future.failedFuture(refusal);
    }

    private static Future<Decision> scoped(
            Caller caller, AccessRequest access, NamespacedRights namespaced, StatusException refusal) {
        return namespaced
                .namespaces(caller, access)
                .timeout(WALK_AT_MOST.toSeconds(), TimeUnit.SECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? StatusException.unavailable(
                                        "in which namespaces the caller may do this is not known yet",
                                        RETRY_AFTER_SECONDS)
                                : AccessReviews.refusal(failure)))
                .compose(namespaces -> namespaces.isEmpty()
                        ? Future.failedFuture(refusal)
                        : Future.succeededFuture(
                                new Decision(caller, access.isEndless(), new NamespaceScope(namespaces, refusal))));
    }
}
