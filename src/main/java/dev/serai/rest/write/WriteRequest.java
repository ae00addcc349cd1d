package dev.serai.rest.write;

import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.rest.wire.Request;
import java.util.Set;
import org.apache.camel.Exchange;

/** A write on its way through the routes: who wants what, and since when. It travels with the exchange. */
public final class WriteRequest {

    private static final String PROPERTY = "SeraiWrite";
    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final Request request;
    private final long startNanos = System.nanoTime();
    private String caller;
    private ResourcePath path;
    private String name;
    private DeleteOptions options;

    /** A write of which nothing is known yet. */
    public WriteRequest(Request request) {
        this.request = request;
    }

    /** A write that has just come in; nothing is known of it yet. */
    static WriteRequest begin(Exchange exchange) {
        var write = new WriteRequest(Request.of(exchange));
        exchange.setProperty(PROPERTY, write);
        return write;
    }

    /** The write that this exchange carries. */
    public static WriteRequest of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, WriteRequest.class);
    }

    /**
     * Finds out what the path names.
     *
     * @throws StatusException 404 if it leads to no resource, 405 if that cannot be written so
     */
    public ResourcePath understand() {
        path = request.path();
        name = path.name();
        if (!isPossible(path)) {
            throw StatusException.methodNotAllowed();
        }
        return path;
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

    /** What the path names; null before {@link #understand} and where it leads nowhere. */
    public ResourcePath path() {
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

    /** Whether it makes room, as far as that can be told before {@link #understand}. */
    public boolean isUrgent() {
        return isDelete() || request.rawPath().endsWith("/eviction");
    }

    public boolean isDelete() {
        return method().equals("DELETE");
    }

    /** Whether an object is to be made, and not something done to one that is there. */
    public boolean isCreate() {
        return method().equals("POST") && path.subresource() == null;
    }

    public boolean isEviction() {
        return method().equals("POST") && "eviction".equals(path.subresource());
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

    /** The verb as RBAC and the API server's audit log have it; null of what is no write. */
    String verb() {
        if (!isMeant()) {
            return null;
        }
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
    public String name() {
        return name;
    }

    /** What the object is called, which the path of a create does not tell. */
    public void isNamed(String objectName) {
        if (objectName != null && !objectName.isEmpty()) {
            name = objectName;
        }
    }

    /** What a delete or an eviction asks for. */
    public void asksFor(DeleteOptions asked) {
        options = asked;
    }

    /** Whether nothing is to be done. */
    public boolean isDry() {
        return options == null ? request.parameter("dryRun") != null : options.dryRun();
    }

    /** Whether it may have been a dry run, whose answer does not differ. */
    public boolean perhapsDry() {
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
