package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told at the door that there is no permit, and who is let in to ask for one. */
class WriteLimitsTest {

    private static final String CREATE = "createPod";
    private static final String DELETE = "deletePod";

    private final AtomicLong nanos = new AtomicLong();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final WriteLimits limits =
            new WriteLimits(new WriteLimitsConfiguration(10, 5, 5), new CallerBuckets(10, nanos::get), nanos::get);

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @Test
    void nobodyIsRefusedAtTheDoorWhileTheThrottlesRefuseNobody() {
        for (int write = 0; write < 100; write++) {
            limits.permitted(inAll(write("a", CREATE)));
        }
        assertThat(limits.areExceeded("a", false)).isFalse();
    }

    @Test
    void aCallerWhomItsThrottleRefusesIsAheadAndNobodyElse() {
        limits.refused(write("greedy", CREATE));
        assertThat(limits.areExceeded("greedy", false)).isTrue();
        assertThat(limits.areExceeded("greedy", true)).isFalse();
        assertThat(limits.areExceeded("modest", false)).isFalse();
    }

    @Test
    void aCallersDeletesThatAreRefusedKeepTheirOwnPace() {
        limits.refused(write("greedy", DELETE));
        assertThat(limits.areExceeded("greedy", true)).isTrue();
        assertThat(limits.areExceeded("greedy", false)).isFalse();
        assertThat(limits.areExceeded("modest", true)).isFalse();
    }

    @Test
    void aRefusalInAllIsForEverybodyButNotForDeletes() {
        limits.refused(inAll(write("a", CREATE)));
        assertThat(limits.areExceeded("b", false)).isTrue();
        assertThat(limits.areExceeded("b", true)).isFalse();
    }

    @Test
    void deletesThatAreRefusedKeepTheirOwnPace() {
        limits.refused(inAll(write("a", DELETE)));
        assertThat(limits.areExceeded("b", true)).isTrue();
        assertThat(limits.areExceeded("b", false)).isFalse();
    }

    @Test
    void whatIsRefusedWithThePermitsInHandSaysNothingOfThem() {
        Exchange inFlight = inAll(write("a", CREATE));
        limits.permitted(inFlight);
        limits.refused(inFlight);
        assertThat(limits.areExceeded("a", false)).isFalse();
        limits.refused(new DefaultExchange(context));
        assertThat(limits.areExceeded("a", false)).isFalse();
    }

    @Test
    void aPermitThatIsTakenIsTheNextOnesToWaitFor() {
        limits.refused(inAll(write("a", CREATE)));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
        assertThat(limits.areExceeded("a", false)).isFalse();
        limits.permitted(inAll(write("a", CREATE)));
        assertThat(limits.areExceeded("a", false)).isTrue();
    }

    @Test
    void aPermitOfTheCallerCountsThoughTheOneInAllIsRefused() {
        limits.refused(write("a", DELETE));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));
        assertThat(limits.areExceeded("a", true)).isFalse();
        limits.refused(inAll(write("a", DELETE)));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(120));
        assertThat(limits.areExceeded("a", true)).isTrue();
        assertThat(limits.areExceeded("b", true)).isFalse();
    }

    private Exchange write(String caller, String operation) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(CallerBuckets.HEADER, caller);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_OPERATION, operation);
        WriteLimits.setUrgent(exchange, operation.equals(DELETE));
        limits.ofCaller(exchange);
        return exchange;
    }

    private Exchange inAll(Exchange exchange) {
        limits.inAll(exchange);
        return exchange;
    }
}
