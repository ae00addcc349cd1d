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

    /** Keeps this write with its request, so that whoever handles the request next need not read it again. */
    public void keep() {
        Context context = Vertx.currentContext();
        if (context != null) {
            context.putLocal(PROPERTY, this);
        }
    }

    /** The write of a request: the one that was kept, else a new one. */
    public static WriteRequest of(HttpServerRequest http) {
        Context context = Vertx.currentContext();
        WriteRequest kept = context == null ? null : context.getLocal(PROPERTY);
        // A context may serve more than one request.
        return kept != null && kept.request.http() == http ? kept : new WriteRequest(new Request(http));
    }

    /** The write that comes into a route. From now on the exchange carries it, and its time counts. */
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
    static boolean isIn(Exchange exchange) {
        return exchange.getProperty(PROPERTY) != null;
    }

    /**
     * Finds out what the path names.
     *
     * @throws StatusException 404 if it leads to no resource, 405 if that cannot be written so
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
     * Whether what the path names can be written with this method.
     *
     * @throws StatusException 400 or 404 if it names nothing
     */
    public boolean isPossible() {
        return isPossible(request.path());
    }

    private boolean isPossible(ResourcePath what) {
        return switch (method()) {
            // The API server makes objects in collections, and what their subresources are for.
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

    /** What the path names; null before {@link #resolvePath} and where it leads nowhere. */
    @Nullable
    ResourcePath knownPath() {
        return path;
    }

    String method() {
        return request.http().method().name();
    }

    /** Whether the request is meant to write at all, whatever to. */
    boolean isMeant() {
        return METHODS.contains(method());
    }

    /** Whether it is one for Kubernetes, and not for a route of a team's own. */
    public boolean isForKubernetes() {
        return isMeant()
                && (request.rawPath().startsWith("/api/") || request.rawPath().startsWith("/apis/"));
    }

    /**
     * Whether it makes room: a delete or an eviction.
     *
     * @throws StatusException 400 or 404 if the path names nothing
     */
    public boolean isUrgent() {
        return isDelete() || EVICTION.equals(request.path().subresource());
    }

    public boolean isDelete() {
        return method().equals("DELETE");
    }

    /** Whether an object is to be made, and not something done to one that is there. */
    public boolean isCreate() {
        return method().equals("POST") && path().subresource() == null;
    }

    public boolean isEviction() {
        return method().equals("POST") && EVICTION.equals(path().subresource());
    }

    /** How the operation's name begins that does this on the endpoints. */
    String operation() {
        return switch (method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            default -> "delete";
        };
    }

    /** The verb as RBAC and the API server's audit log have it, of what is meant to write. */
    String verb() {
        return isDelete() && path != null && path.name() == null ? "deletecollection" : operation();
    }

    /** Who is calling: as long as nobody says who they are, the address they call from. */
    public String caller() {
        if (caller == null) {
            caller = request.http().remoteAddress().hostAddress();
        }
        return caller;
    }

    /** The object's name; null where none is known. */
    public @Nullable String name() {
        return name;
    }

    /** Says what the object is called, which the path of a create does not tell; null or empty tells nothing. */
    public void setName(@Nullable String objectName) {
        if (objectName != null && !objectName.isEmpty()) {
            name = objectName;
        }
    }

    /** Says what a delete or an eviction asks for. */
    public void setDeleteOptions(DeleteOptions asked) {
        options = asked;
    }

    /** Whether nothing is to be done. */
    public boolean isDry() {
        return options == null ? request.parameter("dryRun") != null : options.dryRun();
    }

    /** Whether it may have been a dry run, whose answer does not differ. */
    public boolean isPerhapsDry() {
        return options != null && !options.known();
    }

    /** Whether what is deleted is granted no time of grace. */
    public boolean isImmediate() {
        return options != null && options.immediate();
    }

    long milliseconds() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
