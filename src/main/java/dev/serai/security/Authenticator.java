package dev.serai.security;

import dev.serai.kube.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** One way to find out who is calling. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Looks who is calling. It is called on the event loop, and may answer later, on any thread.
     *
     * @return the caller; empty if the request has no credential that this authenticator knows to be good. It fails with
     *     a {@link dev.serai.kube.StatusException} of 503 if nobody can tell at the moment
     */
    Future<Optional<Caller>> authenticate(HttpServerRequest request);
}
