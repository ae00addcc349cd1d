package dev.serai.rest.discovery;

import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiServer;
import dev.serai.rest.wire.Answers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests for discovery that are on their way, so that many callers share one. Only the event loop may use it. */
final class DiscoveryRequests {

    /**
     * The outcome of a request.
     *
     * @param kept the answer to keep; null if it may not be kept
     * @param answer the API server's answer; null if there is none
     */
    record Outcome(@Nullable KeptAnswer kept, @Nullable ApiAnswer answer) {

        /** Whether the API server did not answer, or answered only that it cannot. */
        boolean isIll() {
            return answer == null || answer.code() >= SERVER_ERROR || answer.code() == TOO_MANY_REQUESTS;
        }
    }

    /** A request that is on its way. */
    static final class Pending {
        private final Instant asked;
        private final long change;
        private final List<Consumer<Outcome>> waiting = new ArrayList<>();

        private Pending(Instant asked, long change) {
            this.asked = asked;
            this.change = change;
        }

        void await(Consumer<Outcome> waiter) {
            waiting.add(waiter);
        }

        /** Removes {@code waiter}. False if it was not waiting any more. */
        boolean leave(Consumer<Outcome> waiter) {
            return waiting.remove(waiter);
        }
    }

    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final long END_SECONDS = 30;

    private final ApiServer apiServer;
    private final Clock clock;
    private final Map<DiscoveryRequest, Pending> pending = new HashMap<>();

    DiscoveryRequests(ApiServer apiServer, Clock clock) {
        this.apiServer = apiServer;
        this.clock = clock;
    }

    /**
     * The request that is on its way and was sent after the {@code change}th change of definitions; null if there is
     * none.
     */
    @Nullable
    Pending pending(DiscoveryRequest request, long change) {
        Pending found = pending.get(request);
        return found == null || found.change != change ? null : found;
    }

    /**
     * Sends a request. {@code known} is the answer that it would replace; null if there is none. {@code done} gets the
     * outcome before all others.
     */
    Pending send(DiscoveryRequest request, long change, @Nullable KeptAnswer known, Consumer<Outcome> done) {
        var sent = new Pending(clock.instant(), change);
        pending.put(request, sent);
        sent.await(done);
        Context eventLoop = Vertx.currentContext();
        ask(request, known)
                .orTimeout(END_SECONDS, TimeUnit.SECONDS)
                .whenComplete((answer, failure) -> eventLoop.runOnContext(now -> {
                    pending.remove(request, sent);
                    var outcome = new Outcome(failure == null ? kept(answer, known, sent.asked) : null, answer);
                    List.copyOf(sent.waiting).forEach(waiter -> tell(waiter, outcome));
                    sent.waiting.clear();
                }));
        return sent;
    }

    private CompletableFuture<ApiAnswer> ask(DiscoveryRequest request, @Nullable KeptAnswer known) {
        try {
            return apiServer.sendAsync(request.toUpstream(known == null ? null : known.tag()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static @Nullable KeptAnswer kept(ApiAnswer answer, @Nullable KeptAnswer known, Instant asked) {
        if (answer.code() == NOT_MODIFIED && known != null) {
            return new KeptAnswer(known.answer(), asked);
        }
        return answer.code() == OK ? new KeptAnswer(answer, asked) : null;
    }

    // A waiter that fails must not stop the others.
    private static void tell(Consumer<Outcome> waiter, Outcome outcome) {
        try {
            waiter.accept(outcome);
        } catch (RuntimeException failure) {
            Answers.log(failure);
        }
    }
}
