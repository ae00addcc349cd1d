package dev.serai.event.delivery;

import dev.serai.cache.store.Change;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.event.ledger.Ledger;
import dev.serai.event.ledger.LedgerLostException;
import dev.serai.event.pod.OptionWords;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Sends an event through the route as the notices that the subscription asked for, and keeps its position. The ledger
 * advances after all of them have completed without an exception.
 */
public final class EventDelivery
        implements OrderedDispatcher.Delivery, OrderedDispatcher.Lightening, SubscriptionFeed.InitialState {

    /** Sends one exchange through the route. */
    public interface Route {
        Exchange create();

        /** Returns when the route is done with it, however it ended. */
        void send(Exchange exchange) throws Exception;

        void release(Exchange exchange);

        /** Whether this replica may send and write, now. */
        boolean mayGoOn();

        /**
         * Nothing more is to be sent before a new position has been asked for and compared with the cache. Returns at
         * once.
         *
         * @param reason why, for the log
         */
        void beginAgain(String reason);
    }

    /**
     * How far an event of more than one notice came.
     *
     * @param done how many of its notices were taken
     * @param attempts at which attempt of the event the last one was taken
     */
    private record Progress(int done, int attempts) {
        static final Progress NONE = new Progress(0, 0);
    }

    private final Route route;
    private final EventSelection notices;
    private final UnaryOperator<byte[]> redaction;
    private final boolean initialState;
    private final Supplier<String> source;
    private final DeliveryStatus deliveries;
    private final Map<String, Progress> progress = new ConcurrentHashMap<>();

    public EventDelivery(
            Route route,
            EventSelection notices,
            UnaryOperator<byte[]> redaction,
            boolean initialState,
            Supplier<String> source,
            DeliveryStatus deliveries) {
        this.route = route;
        this.notices = notices;
        this.redaction = redaction;
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
            WatchEvent event = waiting.deselected() ? lastKnown(waiting) : waiting;
            byte[] document = redaction.apply(event.document().get());
            byte[] before = notices.compare() ? before(event) : null;
            List<OutgoingEvent> all = notices.of(event, before, document);
            remember(event.position(), event.histories());
            if (!all.isEmpty()) {
                announce(event, before, document);
            }
            Progress now = progress.getOrDefault(event.uid(), Progress.NONE);
            for (int i = now.done(); i < all.size(); i++) {
                // Announcing takes a while, in which a pause may have cost the lead: what is sent then comes after what
                // the next leader has sent.
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
            // Written by a leader that no longer is one, it could move the next one's position back.
            if (!route.mayGoOn()) {
                return OrderedDispatcher.Outcome.REFUSED;
            }
            acknowledge(event, document);
            progress.remove(event.uid());
            return OrderedDispatcher.Outcome.TAKEN;
        } catch (LedgerLostException e) {
            route.beginAgain(e.getMessage());
            return OrderedDispatcher.Outcome.REFUSED;
        } catch (Exception e) {
            deliveries.refused(waiting, e);
            return OrderedDispatcher.Outcome.REFUSED;
        }
    }

    /** Whether a subscription that is new is told of what is there already. */
    @Override
    public boolean told() {
        return initialState;
    }

    @Override
    public Ledger.Entry known(WatchEvent event) {
        return entry(
                event, Ledger.State.DELIVERED, redaction.apply(event.document().get()), null);
    }

    @Override
    public WatchEvent light(WatchEvent event) {
        try {
            if (event.position().get(event.uid()) == null) {
                byte[] document = redaction.apply(event.document().get());
                event.position().remember(entry(event, Ledger.State.ADDED_ANNOUNCED, document, null));
            }
            return event.fromLedger();
        } catch (LedgerLostException e) {
            route.beginAgain(e.getMessage());
            return null;
        }
    }

    private OrderedDispatcher.Outcome send(WatchEvent event, OutgoingEvent notice, byte[] document, int attempt)
            throws Exception {
        Exchange exchange = route.create();
        try {
            fill(exchange.getMessage(), event, notice, document);
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

    private void fill(Message message, WatchEvent event, OutgoingEvent notice, byte[] document) {
        message.setHeader(EventHeaders.ID, notice.id());
        message.setHeader(EventHeaders.SOURCE, source.get());
        message.setHeader(EventHeaders.VERSION, "1.0");
        message.setHeader(EventHeaders.TYPE, notice.type());
        message.setHeader(EventHeaders.SUBJECT, event.path());
        message.setHeader(
                EventHeaders.TIME, event.seen().truncatedTo(ChronoUnit.MILLIS).toString());
        message.setHeader(EventHeaders.CONTENT_TYPE, "application/json");
        message.setHeader(EventHeaders.UID, event.uid());
        if (notice.change() != null) {
            message.setHeader(EventHeaders.CHANGE, OptionWords.word(notice.change()));
        }
        if (notice.container() != null) {
            message.setHeader(EventHeaders.CONTAINER, notice.container());
        }
        message.setBody(document);
    }

    // Before the first event of a history is sent: after a crash it is to be repeated under the same id.
    private static void remember(Ledger.Position position, int histories) {
        if (position.histories() < histories) {
            position.histories(histories);
        }
    }

    // What the sink was last told of it: the version that a repetition after a crash will have, too.
    private static WatchEvent lastKnown(WatchEvent event) {
        return event.at(event.position().get(event.uid()).resourceVersion());
    }

    private byte[] before(WatchEvent event) {
        Ledger.Entry known = event.position().get(event.uid());
        if (known == null) {
            return event.before() == null
                    ? null
                    : redaction.apply(event.before().get());
        }
        return known.state() == Ledger.State.DELIVERED ? known.document() : known.before();
    }

    // What may have arrived when a crash comes is to come again as it was, under the same id: the first of an object,
    // which may be gone by then, the last, of which nothing else tells, and changes, which no later state shows.
    private void announce(WatchEvent event, byte[] before, byte[] document) {
        Ledger.Entry known = event.position().get(event.uid());
        if (event.deselected()) {
            event.position().announce(known);
        } else if (event.isDelete()) {
            announce(event, Ledger.State.DELETED_ANNOUNCED, document, before);
        } else if (event.type() == Change.Type.ADDED && known == null) {
            announce(event, Ledger.State.ADDED_ANNOUNCED, document, before);
        } else if (notices.compare() && known.state() == Ledger.State.DELIVERED) {
            announce(event, Ledger.State.MODIFIED_ANNOUNCED, document, before);
        }
    }

    private static void announce(WatchEvent event, Ledger.State state, byte[] document, byte[] before) {
        event.position().announce(entry(event, state, document, before));
    }

    private static void acknowledge(WatchEvent event, byte[] document) {
        Ledger.Entry known = event.position().get(event.uid());
        if (event.isDelete()) {
            event.position().forget(event.uid());
        } else if (known != null && known.state() != Ledger.State.DELIVERED) {
            // Forgotten in a crash, what was announced would be repeated after what has followed it.
            announce(event, Ledger.State.DELIVERED, document, null);
        } else {
            event.position().remember(entry(event, Ledger.State.DELIVERED, document, null));
        }
    }

    private static Ledger.Entry entry(WatchEvent event, Ledger.State state, byte[] document, byte[] before) {
        return new Ledger.Entry(event.uid(), event.resourceVersion(), event.path(), state, document, before);
    }
}
