package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.write.RawObjects;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteBulkheadTest {

    private static final Map<String, Object> CREATE = Map.of(KubernetesConstants.KUBERNETES_OPERATION, "createPod");
    private static final Map<String, Object> DELETE = Map.of(KubernetesConstants.KUBERNETES_OPERATION, "deletePod");
    private static final Map<String, Object> EVICTION =
            Map.of(KubernetesConstants.KUBERNETES_OPERATION, "createPod", RawObjects.SUBRESOURCE, "eviction");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final WriteLimits limits = new WriteLimits(
            new WriteLimitsConfiguration(100, 100, 5), new CallerBuckets(10, System::nanoTime), System::nanoTime);
    private final Queue<Runnable> unanswered = new ArrayDeque<>();
    private final AsyncProcessor policed =
            (AsyncProcessor) new WriteBulkhead(limits).wrap(null, new AsyncProcessorSupport() {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    unanswered.add(() -> callback.done(false));
                    return false;
                }
            });

    @AfterEach
    void close() throws IOException {
        context.close();
    }

    @Test
    void otherWritesLeaveAFifthToDeletesAndEvictions() {
        for (int i = 0; i < 4; i++) {
            assertThat(isTaken(CREATE)).isTrue();
        }
        assertThat(isTaken(CREATE)).isFalse();
        assertThat(isTaken(EVICTION)).isTrue();
        assertThat(isTaken(DELETE)).isFalse();
        assertThat(unanswered).hasSize(5);
    }

    @Test
    void deletesMayUseAllOfIt() {
        for (int i = 0; i < 5; i++) {
            assertThat(isTaken(DELETE)).isTrue();
        }
        assertThat(isTaken(DELETE)).isFalse();
    }

    @Test
    void anAnswerMakesRoomAndARefusalDoesNot() {
        for (int i = 0; i < 6; i++) {
            isTaken(CREATE);
        }
        assertThat(isTaken(CREATE)).isFalse();
        unanswered.remove().run();
        assertThat(isTaken(CREATE)).isTrue();
        assertThat(isTaken(CREATE)).isFalse();
    }

    @Test
    void aFailureMakesRoomToo() {
        var failing = (AsyncProcessor) new WriteBulkhead(limits).wrap(null, new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                exchange.setException(new IllegalStateException("broken"));
                callback.done(true);
                return true;
            }
        });
        for (int i = 0; i < 20; i++) {
            Exchange exchange = exchange(CREATE);
            failing.process(exchange, done -> {});
            assertThat(exchange.getException()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aChangedLimitHoldsAtOnce() {
        assertThat(isTaken(DELETE)).isTrue();
        limits.change(new WriteLimitsConfiguration(100, 100, 1));
        assertThat(isTaken(DELETE)).isFalse();
        unanswered.remove().run();
        assertThat(isTaken(DELETE)).isTrue();
    }

    private boolean isTaken(Map<String, Object> headers) {
        Exchange exchange = exchange(headers);
        int before = unanswered.size();
        policed.process(exchange, done -> {});
        boolean taken = unanswered.size() > before;
        if (!taken) {
            assertThat(exchange.getException()).isInstanceOf(ThrottlerRejectedExecutionException.class);
        }
        return taken;
    }

    private Exchange exchange(Map<String, Object> headers) {
        var exchange = new DefaultExchange(context);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        limits.inAll(exchange);
        return exchange;
    }
}
