package dev.serai.http;

import dev.serai.kube.StatusException;
import dev.serai.rest.exchange.AnswerMessage;
import dev.serai.rest.exchange.RequestCounters;
import dev.serai.rest.exchange.RequestMessage;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Request;
import dev.serai.security.CallerAccess;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Gives requests to a route and sends its answers, all on the event loop. */
final class EventLoopConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable {

    private static final Pattern PARAMETER = Pattern.compile("\\{([^/}]+)\\}");
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Supplier<? extends Router> router;
    private final BlockedEventLoop blocked;
    private final Set<HttpMethod> methods;
    private final ExchangeAnswers answers;
    private @Nullable RequestCounters counters;
    private @Nullable Route served;

    EventLoopConsumer(
            PlatformHttpEndpoint endpoint,
            Processor processor,
            Supplier<? extends Router> router,
            BlockedEventLoop blocked) {
        super(endpoint, processor);
        this.router = router;
        this.blocked = blocked;
        this.methods = methods(endpoint.getHttpMethodRestrict());
        this.answers = new ExchangeAnswers(endpoint.getHeaderFilterStrategy());
    }

    private static Set<HttpMethod> methods(@Nullable String restrict) {
        Set<String> names = restrict == null
                ? METHODS
                : Stream.of(restrict.toUpperCase(Locale.ROOT).split(",")).collect(Collectors.toSet());
        if (!METHODS.containsAll(names)) {
            throw new IllegalArgumentException(
                    "the engine eventLoop takes GET and HEAD, and not '%s'; leave platformHttpEngine out"
                            .formatted(restrict));
        }
        return names.stream().map(HttpMethod::valueOf).collect(Collectors.toSet());
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        PlatformHttpEndpoint endpoint = getEndpoint();
        String path = endpoint.getPath()
                + (endpoint.isMatchOnUriPrefix() && !endpoint.getPath().endsWith("*") ? "*" : "");
        Route route = router.get().route(PARAMETER.matcher(path).replaceAll(":$1"));
        methods.forEach(route::method);
        served = route.handler(this::handle);
    }

    @Override
    protected void doStop() throws Exception {
        if (served != null) {
            served.remove();
            served = null;
        }
        super.doStop();
    }

    private void handle(RoutingContext context) {
        Request request = HttpApi.requestOf(context);
        if (isSuspended()) {
            Answers.refuse(
                    request, StatusException.unavailable("Serai is stopping, or its routes are", RETRY_AFTER_SECONDS));
            return;
        }
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        CallerAccess access = CallerAccess.of(request.http());
        if (access != null) {
            access.carryBy(exchange);
        }
        exchange.setIn(new RequestMessage(
                exchange, request, context.pathParams(), getEndpoint().getHeaderFilterStrategy()));
        try {
            createUoW(exchange);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
        Context eventLoop = Vertx.currentContext();
        blocked.runs(exchange);
        try {
            getAsyncProcessor().process(exchange, sync -> {
                if (sync || Vertx.currentContext() == eventLoop) {
                    answer(context, request, exchange);
                } else {
                    eventLoop.runOnContext(now -> answer(context, request, exchange));
                }
            });
        } finally {
            blocked.runs(null);
        }
    }

    private void count(HttpServerResponse response, Exchange exchange) {
        RequestCounters known = counters;
        if (known == null) {
            // Its route is known to the exchange, not to a consumer behind one of the REST DSL.
            CamelContext camel = exchange.getContext();
            known = new RequestCounters(
                    () -> camel.getRegistry().findSingleByType(MeterRegistry.class),
                    Objects.requireNonNullElse(exchange.getFromRouteId(), RequestCounters.NO_ROUTE));
            counters = known;
        }
        if (exchange.getMessage() instanceof AnswerMessage own) {
            Map<String, Object> headers = own.answer().headers();
            known.count(response.getStatusCode(), headers.get("Cache-Status"), headers.containsKey("Warning"));
        } else {
            known.count(response.getStatusCode());
        }
    }

    private void answer(RoutingContext context, Request request, Exchange exchange) {
        try {
            answers.send(request, context.pathParams().keySet(), exchange);
            count(request.http().response(), exchange);
        } catch (RuntimeException failure) {
            // If the route has waited, the router no longer catches it.
            Answers.fail(request.http().response(), failure);
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }
}
