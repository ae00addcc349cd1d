package dev.serai.limit;

import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ApiServerRefusal;
import dev.serai.kube.StatusException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops sending writes while the API server does not answer them. It opens when half of the last 20 writes, and of at
 * least 5, got no answer, or a gateway's word that there is none, or an answer only after half of the available time. A
 * second later it lets a few through to test.
 *
 * <p>It is made here instead of in the route's YAML: if the YAML lists the exceptions that count, Camel's circuit
 * breaker treats all others as success, and the route would go on without an answer.
 */
public final class WriteCircuitBreaker {

    private static final Logger LOG = LoggerFactory.getLogger(WriteCircuitBreaker.class);
    private static final Set<Integer> NO_ANSWER = Set.of(502, 503, 504);
    private static final Duration SLOW = ApiServer.DEADLINE.dividedBy(2);
    private static final float HALF = 50;
    private static final int CALLS = 20;
    private static final int AT_LEAST = 5;
    private static final int PROBES = 3;

    private WriteCircuitBreaker() {}

    /** A closed breaker, which lets writes through. */
    public static CircuitBreaker create() {
        CircuitBreaker breaker = CircuitBreaker.of(
                "api-server-writes",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(CALLS)
                        .minimumNumberOfCalls(AT_LEAST)
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .waitDurationInOpenState(Duration.ofSeconds(1))
                        .slowCallDurationThreshold(SLOW)
                        .slowCallRateThreshold(HALF)
                        .recordException(WriteCircuitBreaker::isOutage)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> LOG.warn(
                        "writes to the API server: the circuit breaker is {}",
                        event.getStateTransition().getToState()));
        return breaker;
    }

    private static boolean isOutage(Throwable failure) {
        if (failure instanceof ApiServerRefusal refusal) {
            return NO_ANSWER.contains(refusal.answer().code());
        }
        return failure instanceof StatusException noAnswer
                && NO_ANSWER.contains(noAnswer.status().getCode());
    }
}
