package dev.serai.rest.discovery;

import dev.serai.cluster.ApiServer;
import dev.serai.cluster.DefinitionWatch;
import dev.serai.kube.StatusException;
import dev.serai.limit.ReadRateLimiter;
import dev.serai.rest.discovery.DiscoveryRequests.Outcome;
import dev.serai.rest.discovery.DiscoveryRequests.Pending;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.EntityTags;
import dev.serai.rest.wire.Freshness;
import dev.serai.rest.wire.Request;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Discovery and OpenAPI: asked of the API server, kept, and served for as long as it is away. Clients ask for them again
 * and again, and can do nothing without them.
 *
 * <p>What is kept holds until a definition changes. From then on the API server is asked each time, for a while: it
 * takes its own time until it shows a change. What only has become old is given at once and asked for behind. Touched by
 * the event loop only, but for {@link #definitionsChanged}.
 */
public final class DiscoveryCache {

    private static final Pattern MEANT =
            Pattern.compile("/(api(/[^/]+)?|apis(/[^/]+){0,2}|version|openapi/v[23](/.*)?)/?");
    private static final Pattern DEFINITION = Pattern.compile("/apis/(apiextensions|apiregistration)\\.k8s\\.io/");
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
        return MEANT.matcher(path).matches();
    }

    /** Whether a write to this path may change what is discovered. */
    public static boolean isDefinition(String path) {
        return DEFINITION.matcher(path).lookingAt();
    }

    /** What was asked for until now may not hold any more. */
    public void definitionsChanged() {
        freshness.definitionsChanged();
    }

    /** Answers a read; with {@code anew} by what the API server says now, or not at all. */
    public void answer(Request request, boolean anew) {
        var wanted = DiscoveryRequest.of(request);
        KeptAnswer known = anew ? null : kept.get(wanted);
        if (anew) {
            limiter.acquirePermission();
            send(wanted).await(outcome -> tell(request, outcome, null, "fwd=request"));
        } else if (known == null) {
            Pending pending = requests.pending(wanted, freshness.changes());
            if (pending == null) {
                limiter.acquirePermission();
                pending = send(wanted);
            }
            pending.await(outcome -> tell(request, outcome, null, "fwd=miss"));
        } else if (freshness.holds(known)) {
            if (!known.isImmutable() && freshness.isOld(known)) {
                refresh(wanted);
            }
            send(request, known, "hit");
        } else {
            answerInDoubt(request, wanted, known);
        }
    }

    private void answerInDoubt(Request request, DiscoveryRequest wanted, KeptAnswer known) {
        Pending pending = refresh(wanted);
        if (pending == null || freshness.isSilent()) {
            sendStale(request, known);
            return;
        }
        Vertx vertx = Vertx.currentContext().owner();
        var late = new long[1];
        Consumer<Outcome> waiter = outcome -> {
            vertx.cancelTimer(late[0]);
            tell(request, outcome, known, "fwd=stale");
        };
        late[0] = vertx.setTimer(PATIENCE_MILLIS, timer -> {
            if (pending.leave(waiter)) {
                freshness.answered(false);
                sendStale(request, known);
            }
        });
        pending.await(waiter);
    }

    // Null where the throttle lets no more through.
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

    private void tell(Request request, Outcome outcome, @Nullable KeptAnswer known, String status) {
        HttpServerResponse response = request.http().response();
        if (outcome.kept() != null) {
            send(request, outcome.kept(), status);
        } else if (known != null && outcome.isIll()) {
            sendStale(request, known);
        } else if (outcome.answer() == null) {
            Answers.refuse(request, StatusException.unavailable("the API server cannot be reached", 1));
        } else {
            response.putHeader("Cache-Status", "serai; " + status);
            Answer.of(outcome.answer()).sendTo(response);
        }
    }

    private void sendStale(Request request, KeptAnswer answer) {
        request.http().response().putHeader("Warning", Freshness.STALE);
        send(request, answer, "hit");
    }

    private void send(Request request, KeptAnswer answer, String status) {
        HttpServerResponse response = request.http().response();
        if (response.closed()) {
            return;
        }
        Duration age = Duration.between(answer.asked(), clock.instant());
        response.putHeader("Cache-Status", "serai; " + status);
        response.putHeader("Age", Long.toString(Math.max(0, age.toSeconds())));
        if (answer.tag() != null && EntityTags.name(request.headers("If-None-Match"), answer.tag())) {
            OF_NOT_MODIFIED.forEach(name -> {
                List<String> values = answer.answer().header(name);
                if (!values.isEmpty()) {
                    response.putHeader(name, values);
                }
            });
            response.setStatusCode(NOT_MODIFIED).end();
        } else {
            Answer.of(answer.answer()).sendTo(response);
        }
    }
}
