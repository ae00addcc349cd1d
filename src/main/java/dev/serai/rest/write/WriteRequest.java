package dev.serai.rest.write;

import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.rest.wire.Request;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/** A write on its way through the routes: who wants what, and since when. It travels with the exchange. */
public final class WriteRequest {

    private static final String PROPERTY = "SeraiWrite";
    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");

    private static final String EVICTION = "eviction";

    private final Request request;
    private long startNanos = System.nanoTime();
    private @Nullable String caller;
    private @Nullable ResourcePath path;
    private @Nullable String name;
    private @Nullable DeleteOptions options;

    /** A write of which nothing is known yet. */
    public WriteRequest(Request request) {
        this.request = request;
    }

    /** Stores this write with its request, so that later handlers need not read it again. */
    public void keep() {
        Context context = Vertx.currentContext();
        if (context != null) {
            context.putLocal(PROPERTY, this);
        }
    }

    /** The write of a request: the stored one, or else a new one. */
    public static WriteRequest of(HttpServerRequest http) {
        Context context = Vertx.currentContext();
        WriteRequest kept = context == null ? null : context.getLocal(PROPERTY);
        // A context may serve more than one request.
        return kept != null && kept.request.http() == http ? kept : new WriteRequest(new Request(http));
    }

    /** The write that enters a route. From now on the exchange carries it, and its time counts. */
    static WriteRequest begin(Exchange exchange) {
        WriteRequest write = of(exchange.getMessage(HttpMessage.class).getRequest());
        write.startNanos = System.nanoTime();
        exchange.setProperty(PROPERTY, write);
        return write;
    }

    /** The write that this exchange carries. */
    public static WriteRequest of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, WriteRequest.class);
    }

    /** Whether this exchange carries a write. */
    public static boolean isIn(Exchange exchange) {
        return exchange.getProperty(PROPERTY) != null;
    }

    /**
     * Reads what the path names.
     *
     * @throws StatusException 404 if it leads to no resource, 405 if that cannot be written with this method
     */
    public ResourcePath resolvePath() {
        ResourcePath resolved = request.path();
        path = resolved;
        name = resolved.name();
        if (!isPossible(resolved)) {
            throw StatusException.methodNotAllowed();
        }
        return resolved;
    }

    /**
     * Whether this method can write what the path names.
     *
     * @throws StatusException 400 or 404 if it names nothing
     */
    public boolean isPossible() {
        return isPossible(request.path());
    }

    private boolean isPossible(ResourcePath what) {
        return switch (method()) {
            // The API server creates objects in collections, and what their subresources are for.
            case "POST" -> what.name() == null || what.subresource() != null;
            case "PUT", "PATCH" -> what.name() != null;
            default -> true;
        };
    }

    public Request request() {
        return request;
    }

    /**
     * What the path names.
     *
     * @throws IllegalStateException before {@link #resolvePath}
     */
    public ResourcePath path() {
        if (path == null) {
            throw new IllegalStateException("the path has not been resolved");
        }
        return path;
    }

    /** What the path names; null before {@link #resolvePath}, and if it leads nowhere. */
    @Nullable
    ResourcePath knownPath() {
        return path;
    }

    String method() {
        return request.http().method().name();
    }

    /** Whether the request wants to write at all, to any path. */
    boolean isMeant() {
        return METHODS.contains(method());
    }

    /** Whether it is for Kubernetes, and not for a team's own route. */
    public boolean isForKubernetes() {
        return isMeant()
                && (request.rawPath().startsWith("/api/") || request.rawPath().startsWith("/apis/"));
    }

    /**
     * Whether it is a delete or an eviction, which makes room.
     *
     * @throws StatusException 400 or 404 if the path names nothing
     */
    public boolean isUrgent() {
        return isDelete() || EVICTION.equals(request.path().subresource());
    }

    public boolean isDelete() {
        return method().equals("DELETE");
    }

    /** Whether it creates an object, instead of acting on an existing one. */
    public boolean isCreate() {
        return method().equals("POST") && path().subresource() == null;
    }

    public boolean isEviction() {
        return method().equals("POST") && EVICTION.equals(path().subresource());
    }

    /** The beginning of the endpoints' operation name for this write. */
    String operation() {
        return switch (method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            default -> "delete";
        };
    }

    /** The verb in RBAC and in the API server's audit log, for a request that wants to write. */
    String verb() {
        return isDelete() && path != null && path.name() == null ? "deletecollection" : operation();
    }

    /** Who is calling, as {@link Request#caller}. */
    public String caller() {
        if (caller == null) {
            caller = request.caller();
        }
        return caller;
    }

    /** The object's name; null if it is unknown. */
    public @Nullable String name() {
        return name;
    }

    /** Sets the object's name, which the path of a create does not hold; null or empty changes nothing. */
    public void setName(@Nullable String objectName) {
        if (objectName != null && !objectName.isEmpty()) {
            name = objectName;
        }
    }

    /** Sets the options of a delete or an eviction. */
    public void setDeleteOptions(DeleteOptions asked) {
        options = asked;
    }

    /** Whether it is a dry run. */
    public boolean isDry() {
        return options == null ? request.parameter("dryRun") != null : options.dryRun();
    }

    /** Whether it may have been a dry run; the answer would be the same. */
    public boolean isPerhapsDry() {
        return options != null && !options.known();
    }

    /** Whether a delete has no grace period. */
    public boolean isImmediate() {
        return options != null && options.immediate();
    }

    long milliseconds() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
