package dev.serai.log;

import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailureHandledEvent;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of each exchange that a route has failed that it has, once: the route, the exchange and the class of the exception.
 * Camel's error handler and its consumers say it too, with the text of the exception, in which URLs and credentials are;
 * the one is silent by {@code log4j2.xml}, the others since they are given a handler of this. {@code kube-watch:} says
 * itself what its route has not taken. What a route has handled is no failure, but for what it left to a dead letter
 * channel.
 */
public final class FailedExchanges extends EventNotifierSupport {

    private static final Logger LOG = LoggerFactory.getLogger(FailedExchanges.class);

    private static final int MOST_CAUSES = 20;

    // The exchange that each failure was told of: its parts, itself and its consumer may all come with the same one.
    private final Map<Throwable, String> told = new WeakHashMap<>();

    private FailedExchanges() {
        // Asked for each event; what is left are failures, for which alone an event is made.
        setIgnoreCamelContextEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeCompletedEvent(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreExchangeSentEvents(true);
        setIgnoreExchangeRedeliveryEvents(true);
    }

    /** Tells of the failures of all routes of the context, those that come later too. */
    public static void tell(CamelContext context) {
        var failures = new FailedExchanges();
        context.getManagementStrategy().addEventNotifier(failures);
        context.getCamelContextExtension()
                .registerEndpointCallback((uri, endpoint) -> failures.handleThoseOf(endpoint));
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeFailedEvent failed) {
            tell(failed.getExchange(), failed.getExchange().getException());
        } else if (event instanceof ExchangeFailureHandledEvent handled && handled.isDeadLetterChannel()) {
            tell(handled.getExchange(), handled.getExchange().getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        }
    }

    private void tell(Exchange exchange, @Nullable Throwable failure) {
        if (isOfKubeWatch(exchange) || !isNews(exchange, failure)) {
            return;
        }
        String route = Objects.requireNonNullElse(
                exchange.getFromRouteId(), exchange.getProperty(Exchange.FAILURE_ROUTE_ID, "no route", String.class));
        LOG.warn("{} has failed exchange {} ({})", route, exchange.getExchangeId(), kind(failure));
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} has failed exchange {}: {}", route, exchange.getExchangeId(), LoggedCause.of(failure));
        }
    }

    private static boolean isOfKubeWatch(Exchange exchange) {
        return exchange.getFromEndpoint() != null
                && exchange.getFromEndpoint().getEndpointUri().startsWith("kube-watch:");
    }

    private synchronized boolean isNews(Exchange exchange, @Nullable Throwable failure) {
        if (failure == null) {
            return true;
        }
        Throwable origin = origin(failure);
        // Of a part of a split or multicast exchange: the whole one, which fails after it.
        String whole = exchange.getProperty(Exchange.CORRELATION_ID, exchange.getExchangeId(), String.class);
        String before = told.put(origin, whole);
        return before == null || !before.equals(exchange.getExchangeId()) && !before.equals(whole);
    }

    private synchronized boolean isNews(Throwable failure) {
        return told.putIfAbsent(origin(failure), "") == null;
    }

    // Who passes a failure on may have put it into one of its own.
    private static Throwable origin(Throwable failure) {
        Throwable origin = failure;
        for (int i = 0; i < MOST_CAUSES && origin.getCause() != null; i++) {
            origin = origin.getCause();
        }
        return origin;
    }

    private Endpoint handleThoseOf(Endpoint endpoint) {
        if (endpoint instanceof DefaultEndpoint own
                && !own.isBridgeErrorHandler()
                && own.getExceptionHandler() == null) {
            String scheme = own.getEndpointUri().replaceFirst(":.*", ":");
            own.setExceptionHandler(new OfConsumer(scheme));
        }
        return endpoint;
    }

    private static String kind(@Nullable Throwable failure) {
        return failure == null ? "rollback" : failure.getClass().getSimpleName();
    }

    /** Is told by a consumer what it could not give to its route, and what its route has failed. */
    private final class OfConsumer implements ExceptionHandler {
        private final String scheme;

        OfConsumer(String scheme) {
            this.scheme = scheme;
        }

        @Override
        public void handleException(Throwable failure) {
            handleException(null, null, failure);
        }

        @Override
        public void handleException(@Nullable String message, Throwable failure) {
            handleException(message, null, failure);
        }

        /** The message is not told: it may hold the endpoint's URL. */
        @Override
        public void handleException(@Nullable String message, @Nullable Exchange exchange, Throwable failure) {
            if (exchange != null) {
                tell(exchange, failure);
            } else if (isNews(failure)) {
                LOG.warn("{} has failed ({})", scheme, kind(failure));
                if (LOG.isDebugEnabled()) {
                    LOG.debug("{} has failed: {}", scheme, LoggedCause.of(failure));
                }
            }
        }
    }
}
