package dev.serai.security.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.cluster.ApiServer;
import dev.serai.kube.Caller;
import dev.serai.kube.StatusException;
import dev.serai.security.Authenticator;
import dev.serai.security.BearerToken;
import dev.serai.security.TokenDigest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Asks the API server who holds a bearer token: KEP-1205 and {@code TokenReview} of authentication.k8s.io/v1. */
public final class TokenReviews implements Authenticator {

    private static final int RETRY_AFTER_SECONDS = 1;
    private static final Future<Optional<Caller>> NOBODY = Future.succeededFuture(Optional.empty());

    private final ReviewRequest reviews;
    private final List<String> audiences;
    private final ReviewCache<TokenDigest, Optional<Caller>> answers;

    /**
     * {@code audiences} are those of which a token must be for one; empty for the API server's own. {@code kept} is how
     * long an answer holds, {@code outage} how long while the API server cannot be asked.
     */
    public TokenReviews(
            ApiServer apiServer,
            List<String> audiences,
            Duration kept,
            Duration outage,
            LongSupplier nanoTime,
            ReviewMetrics metrics) {
        this.reviews = new ReviewRequest(apiServer, "authentication.k8s.io/v1", "TokenReview", metrics);
        this.audiences = List.copyOf(audiences);
        this.answers = new ReviewCache<>(kept, outage, nanoTime);
    }

    @Override
    public Future<Optional<Caller>> authenticate(HttpServerRequest request) {
        Optional<String> sent = BearerToken.of(request);
        if (sent.isEmpty()) {
            return NOBODY;
        }
        String token = sent.get();
        TokenDigest digest = TokenDigest.of(token);
        Future<Optional<Caller>> known = answers.known(digest);
        return known != null
                ? known
                : answers.get(digest, request.remoteAddress().hostAddress(), TokenReviews::owner, () -> ask(token))
                        .recover(TokenReviews::unanswered);
    }

    private static <T> Future<T> unanswered(Throwable failure) {
        return Future.failedFuture(
                failure instanceof StatusException refusal
                        ? refusal
                        : StatusException.unavailable(
                                "nobody can tell who is calling: the API server does not answer", RETRY_AFTER_SECONDS));
    }

    // All tokens that are nobody's have one owner: whoever makes them up pushes no good one out.
    private static String owner(Optional<Caller> caller) {
        return caller.map(Caller::name).orElse("");
    }

    private Future<Optional<Caller>> ask(String token) {
        ObjectNode spec = ReviewRequest.JSON.createObjectNode().put("token", token);
        if (!audiences.isEmpty()) {
            spec.set("audiences", ReviewRequest.JSON.valueToTree(audiences));
        }
        return reviews.send(spec).map(this::caller);
    }

    private Optional<Caller> caller(JsonNode status) {
        JsonNode user = status.path("user");
        String name = user.path("username").asText();
        if (!status.path("authenticated").asBoolean() || name.isEmpty() || !isMeantForUs(status)) {
            return Optional.empty();
        }
        Map<String, List<String>> extra = new HashMap<>();
        user.path("extra").properties().forEach(each -> extra.put(each.getKey(), texts(each.getValue())));
        return Optional.of(new Caller(name, user.path("uid").asText(), texts(user.path("groups")), extra));
    }

    // An authenticator that knows nothing of audiences answers without any: then the token is not for ours.
    private boolean isMeantForUs(JsonNode status) {
        return audiences.isEmpty()
                || texts(status.path("audiences")).stream().anyMatch(Set.copyOf(audiences)::contains);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
