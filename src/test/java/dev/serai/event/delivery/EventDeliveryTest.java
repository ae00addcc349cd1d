package dev.serai.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.store.Change;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.event.ledger.Ledger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventDeliveryTest {

    private final CamelContext context = new DefaultCamelContext();
    private final List<String> sent = new ArrayList<>();
    private final Lease lease = new Lease();
    private final EventDelivery delivery = new EventDelivery(
            lease,
            new EventSelection(Set.of(Change.Type.values()), Set.of()),
            EventDocument::of,
            true,
            () -> "urn:test",
            new DeliveryStatus("test", Clock.systemUTC()));

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @Test
    void aLeaderSendsAndRemembers() {
        var position = new Events.MemoryPosition();
        assertThat(delivery.deliver(Events.event(Change.Type.ADDED, "a", 1, position), 1)
                        .taken())
                .isTrue();
        assertThat(sent).containsExactly("a-1-added");
        assertThat(position.get("a").state()).isEqualTo(Ledger.State.DELIVERED);
    }

    @Test
    void thatTheClusterWentBackIsRememberedBeforeAnythingIsSentOfIt() {
        var position = new Events.MemoryPosition() {
            @Override
            public void announce(Ledger.Entry entry) {
                assertThat(histories()).isEqualTo(1);
                super.announce(entry);
            }
        };
        assertThat(delivery.deliver(Events.event(Change.Type.ADDED, "a", "/api/v1/pods/a", 1, position, 1), 1)
                        .taken())
                .isTrue();
        assertThat(sent).containsExactly("a-h1-1-added");
        assertThat(position.histories()).isEqualTo(1);
    }

    @Test
    void aLeaderThatIsPausedWhileItAnnouncesSendsNothing() {
        var position = new Events.MemoryPosition() {
            @Override
            public void announce(Ledger.Entry entry) {
                super.announce(entry);
                lease.held = false;
            }
        };
        assertThat(delivery.deliver(Events.event(Change.Type.ADDED, "a", 1, position), 1)
                        .taken())
                .isFalse();
        assertThat(sent).isEmpty();
    }

    @Test
    void aLeaderThatIsPausedWhileItSendsWritesNothing() {
        var position = new Events.MemoryPosition();
        position.remember(new Ledger.Entry("a", "1", "path", Ledger.State.DELIVERED, Events.bytes("{}"), null));
        lease.endsWithSending = true;
        assertThat(delivery.deliver(Events.event(Change.Type.MODIFIED, "a", 2, position), 1)
                        .taken())
                .isFalse();
        assertThat(sent).containsExactly("a-2-modified");
        assertThat(position.get("a").resourceVersion()).isEqualTo("1");
    }

    private final class Lease implements EventDelivery.Route {
        private boolean held = true;
        private boolean endsWithSending;

        @Override
        public Exchange create() {
            return new DefaultExchange(context);
        }

        @Override
        public void send(Exchange exchange) {
            sent.add(exchange.getMessage().getHeader(EventHeaders.ID, String.class));
            held &= !endsWithSending;
        }

        @Override
        public void release(Exchange exchange) {}

        @Override
        public boolean mayGoOn() {
            return held;
        }

        @Override
        public void beginAgain(String reason) {
            throw new IllegalStateException(reason);
        }
    }
}
