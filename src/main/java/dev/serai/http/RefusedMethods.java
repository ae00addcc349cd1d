package dev.serai.http;

import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.kube.StatusException;
import dev.serai.limit.ReadRateLimiter;
import dev.serai.rest.discovery.DiscoveryCache;
import dev.serai.rest.exchange.RequestCounters;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.write.Audit;
import dev.serai.rest.write.WriteRequest;
import dev.serai.security.CallerAccess;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers a method that its path does not take. The answer is the API server's own: 400, 404 or 405, in words that
 * differ between built-in, custom and unknown resources. It is asked without a body, so nothing can be written. If it
 * cannot be asked, the answer is 405. On paths such as {@code /apis} it takes every method as a read; then what it
 * reads is the answer.
 */
public final class RefusedMethods {

    private static final Set<Integer> ITS_OWN = Set.of(400, 404, 405, 415);
    // Some paths of discovery and OpenAPI treat all methods alike.
    private static final Set<Integer> A_READ = Set.of(200, 304);
    private static final int REFUSED = 400;
    private static final Set<String> SENT = Set.of("POST", "PUT", "PATCH");
    private static final List<String> PASSED_ON = List.of("Accept", "Content-Type", "User-Agent");
    // Instead of a method that means nothing, or something else, to a proxy on the way.
    private static final String ANY_OTHER = "OPTIONS";

    private final ApiServer apiServer;
    private final ReadRateLimiter limiter;
    private final Audit audit;
    private final RequestCounters counters;

    public RefusedMethods(ApiServer apiServer, ReadRateLimiter limiter, Audit audit, RequestCounters counters) {
        this.counters = counters;
        this.apiServer = apiServer;
        this.limiter = limiter;
        this.audit = audit;
    }

    /**
     * Answers the request.
     *
     * @throws StatusException 400 if the caller asks to be somebody else, 429 if there are too many requests
     */
    void answer(WriteRequest write) {
        Request request = write.request();
        request.checkIdentity();
        limiter.acquirePermission();
        String method = request.http().method().name();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : PASSED_ON) {
            String value = request.header(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        var question = new ApiRequest(
                        SENT.contains(method) ? method : ANY_OTHER,
                        request.rawPath(),
                        request.readableQuery(),
                        headers,
                        null)
                .as(CallerAccess.impersonated(request.http()));
        Context eventLoop = Vertx.currentContext();
        apiServer
                .sendAsync(question)
                .whenComplete((answer, failure) -> eventLoop.runOnContext(now -> Answers.guarded(request, () -> {
                    Answer told = told(request, answer);
                    if (told.code() >= REFUSED) {
                        audit.refused(write, told.code(), false);
                    }
                    counters.count(told.code());
                    told.sendTo(request.http().response());
                })));
    }

    private static Answer told(Request request, ApiAnswer answer) {
        boolean itsOwn = answer != null
                && (ITS_OWN.contains(answer.code())
                        || A_READ.contains(answer.code()) && DiscoveryCache.isMeant(request.rawPath()));
        return itsOwn
                ? Answer.of(answer)
                : Answer.of(StatusException.methodNotAllowed()).in(Representation.ofStatus(request));
    }
}
