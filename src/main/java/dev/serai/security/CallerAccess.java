package dev.serai.security;

import dev.serai.kube.Caller;
import dev.serai.kube.StatusException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What a request was let in with: who is calling, and in whose name the API server is asked. It travels with the
 * request's context, and with the exchange of a route. There is none where callers are not known.
 */
public final class CallerAccess {

    private static final String KEY = "SeraiAccess";

    private final HttpServerRequest http;
    private final Caller caller;
    private final boolean impersonates;
    private final @Nullable NamespaceScope scope;
    private @Nullable Consumer<StatusException> end;
    private @Nullable StatusException withdrawn;

    /**
     * {@code impersonates} says whether the API server is asked in the caller's name, and not in Serai's; {@code scope}
     * whose objects a list shows, null for all.
     */
    public CallerAccess(HttpServerRequest http, Caller caller, boolean impersonates, @Nullable NamespaceScope scope) {
        this.http = http;
        this.caller = caller;
        this.impersonates = impersonates;
        this.scope = scope;
    }

    /** Stores it with its request, on whose context this must be called. */
    public void keep() {
        Vertx.currentContext().putLocal(KEY, this);
    }

    /** That of a request; null where callers are not known. */
    public static @Nullable CallerAccess of(HttpServerRequest http) {
        Context context = Vertx.currentContext();
        CallerAccess kept = context == null ? null : context.getLocal(KEY);
        // A context may serve more than one request.
        return kept != null && kept.http == http ? kept : null;
    }

    /** In whose name the API server is asked for this request; null for Serai itself. */
    public static @Nullable Caller impersonated(HttpServerRequest http) {
        CallerAccess access = of(http);
        return access != null && access.impersonates ? access.caller : null;
    }

    /** In whose name the API server is asked for this exchange; null for Serai itself, as in routes that nobody calls. */
    public static @Nullable Caller impersonated(Exchange exchange) {
        CallerAccess access = carriedBy(exchange);
        return access != null && access.impersonates ? access.caller : null;
    }

    /** That which an exchange carries; null where callers are not known, and in routes that nobody calls. */
    public static @Nullable CallerAccess carriedBy(Exchange exchange) {
        return exchange.getProperty(KEY, CallerAccess.class);
    }

    /** From now on the exchange carries it. */
    public void carryBy(Exchange exchange) {
        exchange.setProperty(KEY, this);
    }

    public Caller caller() {
        return caller;
    }

    /** Whose objects a list or a watch shows; null for all. */
    public @Nullable NamespaceScope scope() {
        return scope;
    }

    /** That of a request; null for all namespaces. */
    public static @Nullable NamespaceScope scopeOf(HttpServerRequest http) {
        CallerAccess access = of(http);
        return access == null ? null : access.scope;
    }

    /** The right was looked at again, and is that of {@code now}. */
    public void become(CallerAccess now) {
        if (scope != null) {
            scope.become(now.scope);
        } else if (now.scope != null) {
            withdraw(now.scope.refusal());
        }
    }

    /** Says how an answer ends that is still being sent when the access is withdrawn. */
    public void onWithdrawn(Consumer<StatusException> action) {
        end = action;
        if (withdrawn != null) {
            action.accept(withdrawn);
        }
    }

    /** The caller may no longer have what it is getting: the answer ends, by default at once. */
    public void withdraw(StatusException why) {
        if (withdrawn != null) {
            return;
        }
        withdrawn = why;
        if (end != null) {
            end.accept(why);
        } else {
            http.response().reset();
        }
    }
}
