package dev.serai.security.review;

import dev.serai.cluster.ApiServer;
import dev.serai.kube.Caller;
import dev.serai.kube.StatusException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Decides whether callers may have what they request, by what the API server says. */
public final class Authorizer {

    private final @Nullable AccessReviews reviews;

    private Authorizer(@Nullable AccessReviews reviews) {
        this.reviews = reviews;
    }

    /** Asks the API server; {@code kept} and {@code outage} as in {@link TokenReviews}. */
    public static Authorizer reviewing(ApiServer apiServer, Duration kept, Duration outage, LongSupplier nanoTime) {
        return new Authorizer(new AccessReviews(apiServer, kept, outage, nanoTime));
    }

    /** Lets every known caller do everything that Serai may; nobody may be somebody else. */
    public static Authorizer allowing() {
        return new Authorizer(null);
    }

    /** What came of a request: as whom it is served, and whether its answer may last. */
    public record Decision(Caller caller, boolean isEndless) {}

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
                    ? Future.succeededFuture(new Decision(caller, access.isEndless()))
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

    private static Future<Decision> decision(Caller caller, AccessRequest access, @Nullable StatusException refusal) {
        return refusal == null
                ? Future.succeededFuture(new Decision(caller, access.isEndless()))
                : Future.failedFuture(refusal);
    }
}
