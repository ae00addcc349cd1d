package dev.serai.event;

import dev.serai.cache.ResourceCache;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each event through the route. The ledger advances only after the route has completed without an exception;
 * else the event comes again.
 */
final class KubeWatchConsumer extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(KubeWatchConsumer.class);
    private static final long FIRST_RETRY_MILLIS = 200;
    private static final long LAST_RETRY_MILLIS = 30_000;

    private final KubeWatchEndpoint endpoint;
    private final Redaction redaction = new Redaction();
    private final List<Feed> feeds = new ArrayList<>();
    private Lanes lanes;

    KubeWatchConsumer(KubeWatchEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        KubeWatchComponent component = endpoint.component();
        lanes = new Lanes(
                endpoint.getCamelContext()
                        .getExecutorServiceManager()
                        .newScheduledThreadPool(this, "kube-watch", endpoint.getLanes()),
                new Backoff(FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS, () -> ThreadLocalRandom.current()
                        .nextDouble()),
                this::deliver);
        Set<String> namespaces = endpoint.namespaceSet();
        for (ResourceCache cache : endpoint.caches()) {
            Ledger.Position position =
                    component.ledger().position(subscription(), cache.resource().toString());
            feeds.add(new Feed(cache, namespaces, position, lanes::offer, component.clock()));
        }
        feeds.forEach(Feed::open);
    }

    @Override
    protected void doStop() throws Exception {
        feeds.forEach(Feed::close);
        feeds.clear();
        if (lanes != null) {
            lanes.close();
        }
        super.doStop();
    }

    private String subscription() {
        return endpoint.getSubscription() == null ? getRouteId() : endpoint.getSubscription();
    }

    private Lanes.Outcome deliver(WatchEvent event, int attempt) {
        Exchange exchange = createExchange(false);
        try {
            byte[] document = redaction.redact(event.document().get());
            fill(exchange.getMessage(), event, document);
            exchange.getMessage().setHeader(EventHeaders.ATTEMPT, attempt);
            event.announce(document);
            getProcessor().process(exchange);
            if (exchange.getException() == null) {
                event.acknowledge(document);
                return Lanes.Outcome.TAKEN;
            }
            refused(event, exchange.getException());
            return refusal(exchange);
        } catch (Exception e) {
            refused(event, e);
            return Lanes.Outcome.REFUSED;
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private static Lanes.Outcome refusal(Exchange exchange) {
        Long wish = exchange.getProperty(EventHeaders.RETRY_AFTER_MILLIS, Long.class);
        return wish == null || wish < 0 ? Lanes.Outcome.REFUSED : Lanes.Outcome.refusedFor(wish);
    }

    private void fill(Message message, WatchEvent event, byte[] document) {
        message.setHeader(EventHeaders.ID, event.id());
        message.setHeader(EventHeaders.SOURCE, endpoint.component().source().get());
        message.setHeader(EventHeaders.VERSION, "1.0");
        message.setHeader(EventHeaders.TYPE, "dev.serai.resource." + event.typeName());
        message.setHeader(EventHeaders.SUBJECT, event.path());
        message.setHeader(
                EventHeaders.TIME, event.seen().truncatedTo(ChronoUnit.MILLIS).toString());
        message.setHeader(EventHeaders.CONTENT_TYPE, "application/json");
        message.setHeader(EventHeaders.UID, event.uid());
        message.setBody(document);
    }

    // The class only: the message may hold the URL and the credentials of a sink.
    private void refused(WatchEvent event, Exception failure) {
        LOG.warn(
                "{} has not taken {} of {} ({}); it will be tried again",
                getRouteId(),
                event.typeName(),
                event.path(),
                failure.getClass().getSimpleName());
    }
}
