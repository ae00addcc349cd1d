package dev.serai.security.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the API server for a review, which is an object whose {@code status} is the answer. */
final class ReviewRequest {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Logger LOG = LoggerFactory.getLogger(ReviewRequest.class);
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final ApiServer apiServer;
    private final String version;
    private final String kind;
    private final ReviewMetrics metrics;

    /** {@code version} such as {@code authentication.k8s.io/v1}, {@code kind} such as {@code TokenReview}. */
    ReviewRequest(ApiServer apiServer, String version, String kind, ReviewMetrics metrics) {
        this.metrics = metrics;
        this.apiServer = apiServer;
        this.version = version;
        this.kind = kind;
    }

    /** The status of the review of {@code spec}. It fails with {@link Unanswered} if there is none. */
    Future<JsonNode> send(ObjectNode spec) {
        ObjectNode review = JSON.createObjectNode()
                .put("apiVersion", version)
                .put("kind", kind)
                .set("spec", spec);
        Promise<JsonNode> promise = Promise.promise();
        long begun = metrics.begin();
        apiServer
                .sendAsync(new ApiRequest(
                        "POST",
                        "/apis/%s/%ss".formatted(version, kind.toLowerCase(Locale.ROOT)),
                        null,
                        Map.of("Content-Type", "application/json", "Accept", "application/json"),
                        bytes(review)))
                .whenComplete((answer, failure) -> {
                    try {
                        metrics.end(kind, answer == null ? 0 : answer.code(), begun);
                        if (failure != null) {
                            promise.fail(new Unanswered());
                        } else {
                            promise.complete(status(answer));
                        }
                    } catch (RuntimeException refused) {
                        promise.fail(refused);
                    }
                });
        return promise.future();
    }

    private JsonNode status(ApiAnswer answer) {
        if (!answer.isSuccess()) {
            if (answer.code() >= SERVER_ERROR || answer.code() == TOO_MANY) {
                throw new Unanswered();
            }
            // Nobody gets in, and only the operator can change it.
            LOG.error(
                    "the API server answers {} to {}s; Serai needs the right to create them (deploy/)",
                    answer.code(),
                    kind);
            throw new IllegalStateException("a %s was refused".formatted(kind));
        }
        try {
            return JSON.readTree(answer.body()).path("status");
        } catch (IOException e) {
            throw new Unanswered();
        }
    }

    private static byte[] bytes(ObjectNode review) {
        try {
            return JSON.writeValueAsBytes(review);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
