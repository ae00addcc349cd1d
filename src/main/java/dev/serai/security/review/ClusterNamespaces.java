package dev.serai.security.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names of all namespaces, which Serai must have the right to list. */
final class ClusterNamespaces {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNamespaces.class);
    private static final String NAMES_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final String ALL = "";

    private final ApiServer apiServer;
    private final ReviewCache<String, List<String>> names;

    /** {@code kept} and {@code outage} as in {@link TokenReviews}. */
    ClusterNamespaces(ApiServer apiServer, Duration kept, Duration outage, LongSupplier nanoTime) {
        this.apiServer = apiServer;
        this.names = new ReviewCache<>(kept, outage, nanoTime);
    }

    /** The names. It fails with {@link Unanswered} if nobody tells. */
    Future<List<String>> names() {
        return names.get(ALL, ALL, found -> ALL, this::ask);
    }

    private Future<List<String>> ask() {
        Promise<List<String>> promise = Promise.promise();
        apiServer
                .sendAsync(new ApiRequest("GET", "/api/v1/namespaces", null, Map.of("Accept", NAMES_ONLY), null))
                .whenComplete((answer, failure) -> {
                    if (failure == null && answer.isSuccess()) {
                        read(promise, answer);
                    } else {
                        if (failure == null) {
                            LOG.error(
                                    "the API server answers {} to a list of namespaces; with serai.auth.filter-lists"
                                            + " Serai needs the right to list them (deploy/)",
                                    answer.code());
                        }
                        promise.fail(new Unanswered());
                    }
                });
        return promise.future();
    }

    private static void read(Promise<List<String>> promise, ApiAnswer answer) {
        try {
            JsonNode items = ReviewRequest.JSON.readTree(answer.body()).path("items");
            promise.complete(StreamSupport.stream(items.spliterator(), false)
                    .map(item -> item.at("/metadata/name").asText())
                    .toList());
        } catch (IOException e) {
            promise.fail(new Unanswered());
        }
    }
}
