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
 * Logs each exchange that a route has failed, once: the route, the exchange and the class of the exception. Camel's
 * error handler and its consumers would log it too, with the exception's text, which may hold URLs and credentials.
 * {@code log4j2.xml} silences the error handler; the consumers get a handler from here. {@code kube-watch:} logs its
 * route's failures itself. An exchange that a route has handled counts only if it went to a dead letter channel.
 */
public final class FailedExchanges extends EventNotifierSupport {

    private static final Logger LOG = LoggerFactory.getLogger(FailedExchanges.class);

    private static final int MOST_CAUSES = 20;

    // The exchange under which each failure was logged: the parts, the whole and the consumer may all report the same
    // one.
    private final Map<Throwable, String> told = new WeakHashMap<>();

    private FailedExchanges() {
        // Camel asks for each event. Only failures are left, so only they create an event object.
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

    /** Logs the failures of all routes of the context, also of later ones. */
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
        // For a part of a split or multicast exchange: the whole one, which fails after it.
        String whole = exchange.getProperty(Exchange.CORRELATION_ID, exchange.getExchangeId(), String.class);
        String before = told.put(origin, whole);
        return before == null || !before.equals(exchange.getExchangeId()) && !before.equals(whole);
    }

    private synchronized boolean isNews(Throwable failure) {
        return told.putIfAbsent(origin(failure), "") == null;
    }

    // Whoever passes a failure on may have wrapped it in another one.
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

    /** A consumer reports here what it could not give to its route, and what its route has failed. */
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

        /** The message is not logged: it may hold the endpoint's URL. */
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
