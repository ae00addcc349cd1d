package dev.serai.rest.discovery;

import dev.serai.cluster.ApiAnswer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the API server answered, and when it was asked.
 *
 * @param answer the answer
 * @param asked when the request for it was sent: it tells nothing of what happened later
 */
record KeptAnswer(ApiAnswer answer, Instant asked) {

    /** The entity tag; null where there is none. */
    @Nullable
    String tag() {
        return answer.header("ETag").stream().findFirst().orElse(null);
    }

    /** Whether it never becomes another one: a document that was asked for by its hash. */
    boolean isImmutable() {
        return answer.header("Cache-Control").stream()
                .flatMap(control -> Arrays.stream(control.split("[\\s,]+")))
                .anyMatch("immutable"::equals);
    }

    int bytes() {
        return answer.body().length;
    }
}
