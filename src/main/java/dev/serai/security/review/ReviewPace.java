package dev.serai.security.review;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets through so many reviews a second, one after the other. */
final class ReviewPace {

    private final Vertx vertx;
    private final long between;
    private final LongSupplier nanoTime;
    private long next;

    ReviewPace(Vertx vertx, int perSecond, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.between = Duration.ofSeconds(1).toNanos() / perSecond;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** Succeeds when it is the next one's turn. */
    synchronized Future<Void> turn() {
        long now = nanoTime.getAsLong();
        long at = Math.max(now, next);
        next = at + between;
        long millis = Duration.ofNanos(at - now).toMillis();
        if (millis == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(millis, timer -> promise.complete());
        return promise.future();
    }
}
