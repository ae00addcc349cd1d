package dev.serai.security;

import dev.serai.kube.Caller;
import dev.serai.kube.StatusException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Several ways to find out who is calling, tried in turn. The first one that knows the caller decides. */
public final class Authenticators implements Authenticator {

    /** The group of everybody who is known, as the API server adds it. */
    public static final String AUTHENTICATED = "system:authenticated";

    private final List<Authenticator> inTurn;

    public Authenticators(List<Authenticator> inTurn) {
        this.inTurn = List.copyOf(inTurn);
    }

    /** As {@link Authenticator#authenticate}. It is 503 only if nobody knows the caller and one of them cannot tell. */
    @Override
    public Future<Optional<Caller>> authenticate(HttpServerRequest request) {
        return next(request, 0, null);
    }

    private Future<Optional<Caller>> next(HttpServerRequest request, int index, @Nullable Throwable silent) {
        if (index == inTurn.size()) {
            return silent == null ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(silent);
        }
        Future<Optional<Caller>> asked = inTurn.get(index).authenticate(request);
        if (asked.isComplete()) {
            return decide(request, index, silent, asked);
        }
        return asked.transform(done -> decide(
                request,
                index,
                silent,
                done.failed() ? Future.failedFuture(done.cause()) : Future.succeededFuture(done.result())));
    }

    private Future<Optional<Caller>> decide(
            HttpServerRequest request, int index, @Nullable Throwable silent, Future<Optional<Caller>> answered) {
        if (answered.failed()) {
            return answered.cause() instanceof StatusException
                    ? next(request, index + 1, answered.cause())
                    : Future.failedFuture(answered.cause());
        }
        Optional<Caller> caller = answered.result();
        if (caller.isEmpty()) {
            return next(request, index + 1, silent);
        }
        return isWhole(caller.get()) ? answered : Future.succeededFuture(caller.map(Authenticators::authenticated));
    }

    private static boolean isWhole(Caller caller) {
        return caller.groups().contains(AUTHENTICATED) || caller.name().equals("system:anonymous");
    }

    private static Caller authenticated(Caller caller) {
        var groups = new ArrayList<>(caller.groups());
        groups.add(AUTHENTICATED);
        return new Caller(caller.name(), caller.uid(), groups, caller.extra());
    }
}
