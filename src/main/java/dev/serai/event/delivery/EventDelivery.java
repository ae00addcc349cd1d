package dev.serai.event.delivery;

import dev.serai.cloudevent.EventHeaders;
import dev.serai.event.ledger.Ledger;
import dev.serai.event.ledger.LedgerLostException;
import dev.serai.event.pod.OptionWords;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Sends an event through the route in each form that the subscription asked for, and keeps its position. The ledger
 * advances only after all of them have completed without an exception.
 */
public final class EventDelivery
        implements OrderedDispatcher.Delivery, LedgerOffload.Storing, SubscriptionFeed.InitialState {

    /** Sends one exchange through the route. */
    public interface Route {
        Exchange create();

        /** Returns when the route is done with the exchange, with or without success. */
        void send(Exchange exchange) throws Exception;

        void release(Exchange exchange);

        /** Whether this replica may send and write at this moment. */
        boolean mayGoOn();

        /**
         * Sends nothing more until a new position has been asked for and compared with the cache. Returns at once.
         *
         * @param reason the reason for the log
         */
        void beginAgain(@Nullable String reason);
    }

    /**
     * How far an event came that is sent as several ones.
     *
     * @param done how many of them were taken
     * @param attempts at which attempt the last one was taken
     */
    private record Progress(int done, int attempts) {
        static final Progress NONE = new Progress(0, 0);
    }

    /**
     * An event that is announced in the ledger.
     *
     * @param all the events to send
     * @param document the object's JSON
     */
    private record Prepared(List<OutgoingEvent> all, byte[] document) {}

    private final Route route;
    private final EventSelection selection;
    private final LedgerUpdates ledger;
    private final boolean initialState;
    private final Supplier<String> source;
    private final DeliveryStatus deliveries;
    private final Map<String, Progress> progress = new ConcurrentHashMap<>();

    public EventDelivery(
            Route route,
            EventSelection selection,
            Function<byte[], EventDocument> redaction,
            boolean initialState,
            Supplier<String> source,
            DeliveryStatus deliveries) {
        this.route = route;
        this.selection = selection;
        this.ledger = new LedgerUpdates(redaction, selection.compare());
        this.initialState = initialState;
        this.source = source;
        this.deliveries = deliveries;
    }

    @Override
    public OrderedDispatcher.Outcome deliver(WatchEvent waiting, int attempt) {
        if (!route.mayGoOn()) {
            return OrderedDispatcher.Outcome.REFUSED;
        }
        try {
            WatchEvent event = waiting.deselected() ? LedgerUpdates.lastKnown(waiting) : waiting;
            Prepared prepared = prepare(event);
            List<OutgoingEvent> all = prepared.all();
            byte[] document = prepared.document();
            Progress now = progress.getOrDefault(event.uid(), Progress.NONE);
            for (int i = now.done(); i < all.size(); i++) {
                // Announcing takes time, and a pause may have cost the lead. The next leader's events would then come
                // before ours.
                if (!route.mayGoOn()) {
                    progress.put(event.uid(), now);
                    return OrderedDispatcher.Outcome.REFUSED;
                }
                OrderedDispatcher.Outcome outcome = send(event, all.get(i), document, attempt - now.attempts());
                if (!outcome.taken()) {
                    progress.put(event.uid(), now);
                    return outcome;
                }
                now = new Progress(i + 1, attempt - 1);
            }
            // A replica that has lost the lead could move the next leader's position back.
            if (!route.mayGoOn()) {
                return OrderedDispatcher.Outcome.REFUSED;
            }
            LedgerUpdates.acknowledge(event, document);
            progress.remove(event.uid());
            deliveries.reached(Long.parseLong(event.resourceVersion()));
            return OrderedDispatcher.Outcome.TAKEN;
        } catch (LedgerLostException e) {
            route.beginAgain(e.getMessage());
            return OrderedDispatcher.Outcome.REFUSED;
        } catch (Exception e) {
            deliveries.refused(waiting, e);
            return OrderedDispatcher.Outcome.REFUSED;
        }
    }

    /** Whether a new subscription receives the objects that are there already. */
    @Override
    public boolean told() {
        return initialState;
    }

    @Override
    public Ledger.Entry known(WatchEvent event) {
        return ledger.untold(event);
    }

    @Override
    public @Nullable WatchEvent withoutBytes(WatchEvent event) {
        try {
            return ledger.withoutBytes(event);
        } catch (LedgerLostException e) {
            route.beginAgain(e.getMessage());
            return null;
        }
    }

    // A method of its own, so that the JSON trees can be freed while the route runs.
    private Prepared prepare(WatchEvent event) {
        EventDocument document = ledger.document(event);
        EventDocument before = selection.compare() ? ledger.before(event) : null;
        List<OutgoingEvent> all = selection.of(event, before, document);
        LedgerUpdates.rememberHistories(event);
        if (!all.isEmpty()) {
            ledger.announce(event, before == null ? null : before.bytes(), document.bytes());
        }
        return new Prepared(all, document.bytes());
    }

    private OrderedDispatcher.Outcome send(WatchEvent event, OutgoingEvent outgoing, byte[] document, int attempt)
            throws Exception {
        Exchange exchange = route.create();
        try {
            fill(exchange.getMessage(), event, outgoing, document);
            exchange.getMessage().setHeader(EventHeaders.ATTEMPT, attempt);
            route.send(exchange);
            if (exchange.getException() == null && !exchange.isRollbackOnly()) {
                deliveries.taken();
                return OrderedDispatcher.Outcome.TAKEN;
            }
            deliveries.refused(event, exchange.getException());
            Long wish = exchange.getProperty(EventHeaders.RETRY_AFTER_MILLIS, Long.class);
            var when = exchange.getProperty(EventHeaders.RETRY_WHEN, CompletionStage.class);
            return wish == null || wish < 0
                    ? OrderedDispatcher.Outcome.REFUSED
                    : OrderedDispatcher.Outcome.refusedFor(wish, when);
        } finally {
            route.release(exchange);
        }
    }

    private void fill(Message message, WatchEvent event, OutgoingEvent outgoing, byte[] document) {
        message.setHeader(EventHeaders.ID, outgoing.id());
        message.setHeader(EventHeaders.SOURCE, source.get());
        message.setHeader(EventHeaders.VERSION, "1.0");
        message.setHeader(EventHeaders.TYPE, outgoing.type());
        message.setHeader(EventHeaders.SUBJECT, event.path());
        message.setHeader(
                EventHeaders.TIME, event.seen().truncatedTo(ChronoUnit.MILLIS).toString());
        message.setHeader(EventHeaders.CONTENT_TYPE, "application/json");
        message.setHeader(EventHeaders.UID, event.uid());
        if (outgoing.change() != null) {
            message.setHeader(EventHeaders.CHANGE, OptionWords.word(outgoing.change()));
        }
        if (outgoing.container() != null) {
            message.setHeader(EventHeaders.CONTAINER, outgoing.container());
        }
        message.setBody(document);
    }
}
