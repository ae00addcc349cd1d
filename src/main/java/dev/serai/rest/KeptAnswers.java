package dev.serai.rest;

import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.StatusException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Discovery and OpenAPI: asked of the API server, kept, and served for as long as it is away. Clients ask for them again
 * and again, and can do nothing without them. Touched by the event loop only.
 */
final class KeptAnswers {

    private static final Pattern MEANT =
            Pattern.compile("/(api(/[^/]+)?|apis(/[^/]+){0,2}|version|openapi/v[23](/.*)?)/?");
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int HELD = 256;
    private static final int OK = 200;
    private static final int SERVER_ERROR = 500;

    private record Key(String path, String query, String accept) {}

    private record Kept(ApiAnswer answer, Instant since) {}

    private final ApiServer apiServer;
    private final Forward forward;
    private final Clock clock;
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > HELD;
        }
    };

    KeptAnswers(ApiServer apiServer, Forward forward, Clock clock) {
        this.apiServer = apiServer;
        this.forward = forward;
        this.clock = clock;
    }

    /** Whether a path is one of these: {@code /api…}, {@code /apis…} above resources, {@code /version}, OpenAPI. */
    static boolean isMeant(String path) {
        return MEANT.matcher(path).matches();
    }

    void answer(Request request) {
        HttpServerResponse response = request.http().response();
        var key = new Key(request.rawPath(), withoutTimeout(request.readableQuery()), request.header("Accept"));
        Kept known = kept.get(key);
        if (known != null && known.since().plus(FRESH).isAfter(clock.instant())) {
            send(response, known, "hit");
            return;
        }
        if (known == null) {
            forward.permit();
        }
        Context eventLoop = Vertx.currentContext();
        apiServer
                .sendAsync(Forward.toUpstream(request))
                .whenComplete((answer, failure) -> eventLoop.runOnContext(now -> {
                    if (failure == null && answer.code() == OK) {
                        var fresh = new Kept(answer, clock.instant());
                        kept.put(key, fresh);
                        send(response, fresh, "fwd=miss");
                    } else if (known != null && (failure != null || answer.code() >= SERVER_ERROR)) {
                        response.putHeader("Warning", Freshness.STALE);
                        send(response, known, "hit");
                    } else if (failure != null) {
                        Answers.refuse(request, StatusException.unavailable("the API server cannot be reached", 1));
                    } else {
                        Answers.send(response, Answer.of(answer));
                    }
                }));
    }

    private void send(HttpServerResponse response, Kept answer, String status) {
        response.putHeader("Cache-Status", "serai; " + status);
        response.putHeader(
                "Age",
                Long.toString(Duration.between(answer.since(), clock.instant()).toSeconds()));
        Answers.send(response, Answer.of(answer.answer()));
    }

    // kubectl adds its own time limit, which says nothing about the answer.
    private static String withoutTimeout(String query) {
        return query.replaceAll("(^|&)timeout=[^&]*", "");
    }
}
