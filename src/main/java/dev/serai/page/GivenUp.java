package dev.serai.page;

import dev.serai.log.UnexpectedFailure;
import dev.serai.sink.deadletter.DeadLetter;
import dev.serai.sink.deadletter.DeadLetters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dead letters, as they were a moment ago. To list those in a topic is to read the topic, so the longer that takes,
 * the less often it is done.
 */
final class GivenUp {

    /**
     * One dead letter.
     *
     * @param id its id, by which it is replayed
     * @param sink where it should have gone
     * @param route where it came from
     * @param reason why it did not arrive
     * @param attempts how many requests were made
     * @param last when the last one was made
     */
    record Line(String id, String sink, String route, String reason, int attempts, Instant last) {}

    /**
     * Those that are shown, oldest first.
     *
     * @param items the oldest
     * @param isMore whether there are more
     * @param problem why they cannot be read; empty if they can
     */
    record Letters(List<Line> items, boolean isMore, String problem) {}

    private static final Logger LOG = LoggerFactory.getLogger(GivenUp.class);
    private static final int MOST = 100;
    private static final long SOON_MILLIS = 200;
    private static final int SHARE_OF_TIME = 20;
    private static final Duration AT_LEAST = Duration.ofSeconds(1);
    private static final Letters UNREAD = new Letters(List.of(), false, "");

    private final DeadLetters letters;
    private final Clock clock;
    private final ExecutorService reader;
    private @Nullable Future<Letters> reading;
    private Instant next = Instant.MIN;
    private volatile Letters known = UNREAD;

    /** {@code reader} reads them for who cannot wait. */
    GivenUp(DeadLetters letters, Clock clock, ExecutorService reader) {
        this.letters = letters;
        this.clock = clock;
        this.reader = reader;
    }

    /** Those that can be told at once, or nearly so. */
    synchronized Letters soon() {
        Future<Letters> now = reading;
        if (now == null || now.isDone()) {
            now = reader.submit(this::now);
            reading = now;
        }
        try {
            return now.get(SOON_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            return known;
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return known;
        }
    }

    /** Those that were known a moment ago; it may block while they are read again. */
    Letters now() {
        synchronized (letters) {
            return latest();
        }
    }

    private Letters latest() {
        Instant begun = clock.instant();
        if (!begun.isBefore(next)) {
            known = read();
            Instant done = clock.instant();
            Duration pause = Duration.between(begun, done).multipliedBy(SHARE_OF_TIME);
            next = done.plus(pause.compareTo(AT_LEAST) < 0 ? AT_LEAST : pause);
        }
        return known;
    }

    private Letters read() {
        try {
            List<DeadLetter> oldest = letters.list(MOST + 1);
            return new Letters(oldest.stream().limit(MOST).map(GivenUp::line).toList(), oldest.size() > MOST, "");
        } catch (RuntimeException failure) {
            UnexpectedFailure.log(LOG, failure, "dead letters could not be listed");
            return new Letters(known.items(), known.isMore(), "they cannot be read now; the log says why");
        }
    }

    private static Line line(DeadLetter letter) {
        DeadLetter.Failure failure = letter.failure();
        return new Line(
                letter.id(),
                PageText.of(failure.sink()),
                PageText.of(failure.route()),
                PageText.of(failure.reason()),
                failure.attempts(),
                failure.last());
    }
}
