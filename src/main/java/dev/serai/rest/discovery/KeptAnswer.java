package dev.serai.rest.discovery;

import dev.serai.cluster.ApiAnswer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the API server and when it was requested.
 *
 * @param answer the answer
 * @param asked when the request was sent; the answer shows nothing that happened later
 */
record KeptAnswer(ApiAnswer answer, Instant asked) {

    /** The entity tag; null if there is none. */
    @Nullable
    String tag() {
        return answer.header("ETag").stream().findFirst().orElse(null);
    }

    /** Whether it can never change: a document that was requested by its hash. */
    boolean isImmutable() {
        return answer.header("Cache-Control").stream()
                .flatMap(control -> Arrays.stream(control.split("[\\s,]+")))
                .anyMatch("immutable"::equals);
    }

    int bytes() {
        return answer.body().length;
    }
}
