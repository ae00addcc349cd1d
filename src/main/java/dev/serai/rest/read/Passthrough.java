package dev.serai.rest.read;

import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ApiStream;
import dev.serai.kube.StatusException;
import dev.serai.limit.CallerQuota;
import dev.serai.limit.ReadRateLimiter;
import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.exchange.Read;
import dev.serai.rest.exchange.ReadAnswer;
import dev.serai.rest.render.PassingBody;
import dev.serai.rest.render.StrippedJson;
import dev.serai.rest.watch.PassedOnWatch;
import dev.serai.rest.watch.WatchConnection;
import dev.serai.rest.watch.WebSockets;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.ListOptions;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.security.CallerAccess;
import dev.serai.security.NamespaceScope;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks the API server for what the cache does not know, under a throttle, and passes its answer on as it comes. */
public final class Passthrough {

    private static final List<String> ASKED = List.of("Accept", "User-Agent", "If-None-Match", "If-Modified-Since");
    private static final int OK = 200;
    private static final int SWITCHING = 101;
    private static final String STALE = "stale";
    private static final String JSON = "application/json";
    private static final Pattern WATCH_PATH = Pattern.compile("/(api|apis/[^/]+)/[^/]+/watch/");

    private final ApiServer apiServer;
    private final ReadRateLimiter limiter;
    private final CallerQuota streams;
    private final StrippedFields stripped;

    /** {@code stripped} are the fields that answers about cached resources lack. */
    public Passthrough(ApiServer apiServer, ReadRateLimiter limiter, CallerQuota streams, StrippedFields stripped) {
        this.apiServer = apiServer;
        this.limiter = limiter;
        this.streams = streams;
        this.stripped = stripped;
    }

    /** The GET that is sent on. Of the caller's headers it has only those that shape the answer. */
    static ApiRequest toUpstream(Request request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : ASKED) {
            String value = request.header(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new ApiRequest("GET", request.rawPath(), request.readableQuery(), headers, null)
                .as(CallerAccess.impersonated(request.http()));
    }

    /** Answers with what the API server says. */
    void stream(Read read) {
        ApiRequest asked = toUpstream(read.request());
        stream(
                read,
                read.reason(),
                answer -> PassingBody.AS_IT_IS,
                () -> apiServer.stream(asked),
                failure -> read.refuse(ApiServer.unanswered(asked, failure)));
    }

    /** A read of a cached resource, of which the cache has what {@code fieldSelector} selects; empty for everything. */
    StrippedRead stripped(Request request, Representation.Kind kind, String fieldSelector) {
        return StrippedRead.of(request, kind, fieldSelector, stripped);
    }

    /** Answers a read of a cached resource with what the API server says, without the fields that the cache strips. */
    void streamStripped(Read read, StrippedRead asked) {
        stream(
                read,
                read.reason(),
                asked::body,
                () -> apiServer.stream(asked.asked()),
                failure -> read.refuse(ApiServer.unanswered(asked.asked(), failure)));
    }

    /** The same, because the cache is behind. If no answer begins within {@code atMost}, {@code otherwise} runs. */
    void streamStripped(Read read, StrippedRead asked, Duration atMost, Runnable otherwise) {
        stream(read, STALE, asked::body, () -> apiServer.stream(asked.asked(), atMost), failure -> otherwise.run());
    }

    private void stream(
            Read read,
            String reason,
            Function<ApiStream, PassingBody> told,
            Supplier<CompletableFuture<ApiStream>> asking,
            Consumer<Throwable> otherwise) {
        Request request = read.request();
        NamespaceScope scope = CallerAccess.scopeOf(request.http());
        if (scope != null) {
            // Nothing is left out of what the API server answers.
            throw scope.refusal();
        }
        limiter.acquirePermission();
        HttpServerResponse response = request.http().response();
        Runnable ended = streams.take(request.caller(), 1);
        response.endHandler(sent -> ended.run());
        response.closeHandler(closed -> ended.run());
        Context eventLoop = Vertx.currentContext();
        boolean socket = isWatch(request) && WebSockets.areWanted(request);
        if (socket) {
            // A request that was read to its end cannot become a web socket.
            request.http().pause();
        }
        asking.get()
                .whenComplete((answer, failure) -> eventLoop.runOnContext(now -> read.guarded(() -> {
                    if (failure == null && answer.code() == OK && socket && !response.closed()) {
                        frame(read, answer, ended, eventLoop, told.apply(answer).json());
                        return;
                    }
                    if (socket) {
                        request.http().resume();
                    }
                    if (failure != null) {
                        // What runs now may ask again, and that request counts as a stream instead.
                        ended.run();
                        otherwise.accept(failure);
                    } else if (response.closed()) {
                        answer.cancel();
                        read.abandon();
                    } else {
                        read.answer(PassedOnAnswer.of(
                                answer, told.apply(answer), reason, ended, eventLoop, CallerAccess.of(request.http())));
                    }
                })));
    }

    // The API server's request info decides the same way.
    private static boolean isWatch(Request request) {
        return ListOptions.isTrue(request.parameter("watch"))
                || WATCH_PATH.matcher(request.rawPath()).lookingAt();
    }

    private static void frame(
            Read read, ApiStream answer, Runnable ended, Context eventLoop, @Nullable StrippedJson stripped) {
        try {
            if (answer.header("Content-Type").stream().noneMatch(type -> type.startsWith(JSON))) {
                throw StatusException.notAcceptable(JSON);
            }
            WebSockets.check(read.request());
        } catch (StatusException refusal) {
            answer.cancel();
            read.request().http().resume();
            throw refusal;
        }
        CallerAccess access = CallerAccess.of(read.request().http());
        read.answer(new ReadAnswer(SWITCHING, Map.of(), new AnswerBody() {
            @Override
            public void sendTo(HttpServerResponse response) {
                WebSockets.open(read.request())
                        .onFailure(refused -> {
                            answer.cancel();
                            Answers.giveUp(response, ended);
                        })
                        .onSuccess(socket -> new PassedOnWatch(answer, WatchConnection.of(socket), eventLoop, stripped)
                                .begin(ended, access));
            }

            @Override
            public void cancel() {
                answer.cancel();
                read.request().http().resume();
            }
        }));
    }
}
