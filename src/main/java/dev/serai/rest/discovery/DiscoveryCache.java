package dev.serai.rest.discovery;

import dev.serai.cluster.ApiServer;
import dev.serai.cluster.DefinitionWatch;
import dev.serai.kube.StatusException;
import dev.serai.limit.ReadRateLimiter;
import dev.serai.rest.discovery.DiscoveryRequests.Outcome;
import dev.serai.rest.discovery.DiscoveryRequests.Pending;
import dev.serai.rest.exchange.Read;
import dev.serai.rest.exchange.ReadAnswer;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.EntityTags;
import dev.serai.rest.wire.Freshness;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Discovery and OpenAPI. Answers of the API server are kept, and served while it is away: clients ask for them again
 * and again, and can do nothing without them.
 *
 * <p>A kept answer is valid until a definition changes. After that the API server is asked each time for a while,
 * because it takes some time to show a change. An answer that is only old is given at once, and refreshed in the
 * background. Only the event loop may use it, except for {@link #definitionsChanged}.
 */
public final class DiscoveryCache {

    private static final Pattern MEANT =
            Pattern.compile("/(api(/[^/]+)?|apis(/[^/]+){0,2}|version|openapi/v[23](/.*)?)/?");
    private static final Pattern DEFINITION = Pattern.compile("/apis/(apiextensions|apiregistration)\\.k8s\\.io/");
    // /apis/<group>/<version>/
    private static final int MOST_SLASHES = 4;
    private static final long MOST_BYTES = 32L * 1024 * 1024;
    private static final long PATIENCE_MILLIS = 5_000;
    private static final int NOT_MODIFIED = 304;
    private static final List<String> OF_NOT_MODIFIED = List.of("ETag", "Cache-Control", "Expires", "Vary");

    private final ReadRateLimiter limiter;
    private final DiscoveryFreshness freshness;
    private final Clock clock;
    private final DiscoveryRequests requests;
    private final BoundedAnswers kept = new BoundedAnswers(MOST_BYTES);

    public DiscoveryCache(ApiServer apiServer, ReadRateLimiter limiter, DefinitionWatch definitions, Clock clock) {
        this.limiter = limiter;
        this.clock = clock;
        this.requests = new DiscoveryRequests(apiServer, clock);
        this.freshness = new DiscoveryFreshness(definitions, clock);
        definitions.listen(freshness);
    }

    /** Whether a path is one of these: {@code /api…}, {@code /apis…} above resources, {@code /version}, OpenAPI. */
    public static boolean isMeant(String path) {
        return !(path.startsWith("/api") && isDeeper(path))
                && MEANT.matcher(path).matches();
    }

    // Nearly all reads are of a path that is longer than any of discovery.
    private static boolean isDeeper(String path) {
        int slashes = 0;
        for (int at = 0; at >= 0 && slashes <= MOST_SLASHES; at = path.indexOf('/', at + 1)) {
            slashes++;
        }
        return slashes > MOST_SLASHES;
    }

    /** Whether a write to this path may change what is discovered. */
    public static boolean isDefinition(String path) {
        return DEFINITION.matcher(path).lookingAt();
    }

    /** Answers from before this call may be wrong. */
    public void definitionsChanged() {
        freshness.definitionsChanged();
    }

    /** Answers a read. If {@code anew}, only the API server may answer. */
    public void answer(Read read, boolean anew) {
        var wanted = DiscoveryRequest.of(read.request());
        KeptAnswer known = anew ? null : kept.get(wanted);
        if (anew) {
            limiter.acquirePermission();
            send(wanted).await(outcome -> read.guarded(() -> tell(read, outcome, null, "fwd=request")));
        } else if (known == null) {
            Pending pending = requests.pending(wanted, freshness.changes());
            if (pending == null) {
                limiter.acquirePermission();
                pending = send(wanted);
            }
            pending.await(outcome -> read.guarded(() -> tell(read, outcome, null, "fwd=miss")));
        } else if (freshness.holds(known)) {
            if (!known.isImmutable() && freshness.isOld(known)) {
                refresh(wanted);
            }
            send(read, known, "hit");
        } else {
            answerInDoubt(read, wanted, known);
        }
    }

    private void answerInDoubt(Read read, DiscoveryRequest wanted, KeptAnswer known) {
        Pending pending = refresh(wanted);
        if (pending == null || freshness.isSilent()) {
            sendStale(read, known);
            return;
        }
        Vertx vertx = Vertx.currentContext().owner();
        var late = new long[1];
        Consumer<Outcome> waiter = outcome -> {
            vertx.cancelTimer(late[0]);
            read.guarded(() -> tell(read, outcome, known, "fwd=stale"));
        };
        late[0] = vertx.setTimer(PATIENCE_MILLIS, timer -> {
            if (pending.leave(waiter)) {
                freshness.answered(false);
                sendStale(read, known);
            }
        });
        pending.await(waiter);
    }

    // Null if the throttle allows no more requests.
    private @Nullable Pending refresh(DiscoveryRequest wanted) {
        Pending pending = requests.pending(wanted, freshness.changes());
        if (pending != null) {
            return pending;
        }
        return limiter.tryAcquirePermission() ? send(wanted) : null;
    }

    private Pending send(DiscoveryRequest wanted) {
        return requests.send(wanted, freshness.changes(), kept.get(wanted), outcome -> keep(wanted, outcome));
    }

    private void keep(DiscoveryRequest wanted, Outcome outcome) {
        freshness.answered(outcome.answer() != null);
        KeptAnswer known = kept.get(wanted);
        if (outcome.kept() != null) {
            if (known == null || !outcome.kept().asked().isBefore(known.asked())) {
                kept.put(wanted, outcome.kept());
            }
        } else if (!outcome.isIll()) {
            kept.remove(wanted);
        }
    }

    private void tell(Read read, Outcome outcome, @Nullable KeptAnswer known, String status) {
        if (read.isGone()) {
            read.abandon();
        } else if (outcome.kept() != null) {
            send(read, outcome.kept(), status);
        } else if (known != null && outcome.isIll()) {
            sendStale(read, known);
        } else if (outcome.answer() == null) {
            read.refuse(StatusException.unavailable("the API server cannot be reached", 1));
        } else {
            read.header("Cache-Status", "serai; " + status);
            read.answer(ReadAnswer.of(Answer.of(outcome.answer())));
        }
    }

    private void sendStale(Read read, KeptAnswer answer) {
        read.header("Warning", Freshness.STALE);
        send(read, answer, "hit");
    }

    private void send(Read read, KeptAnswer answer, String status) {
        Duration age = Duration.between(answer.asked(), clock.instant());
        read.header("Cache-Status", "serai; " + status);
        read.header("Age", Long.toString(Math.max(0, age.toSeconds())));
        if (answer.tag() != null && EntityTags.name(read.request().headers("If-None-Match"), answer.tag())) {
            var headers = new LinkedHashMap<String, Object>();
            OF_NOT_MODIFIED.forEach(name -> {
                List<String> values = answer.answer().header(name);
                if (!values.isEmpty()) {
                    headers.put(name, values);
                }
            });
            read.answer(ReadAnswer.withoutBody(NOT_MODIFIED, headers));
        } else {
            read.answer(ReadAnswer.of(Answer.of(answer.answer())));
        }
    }
}
