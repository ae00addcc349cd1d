package dev.serai.security.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.cluster.ApiServer;
import dev.serai.kube.Caller;
import dev.serai.kube.StatusException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server what callers may do: {@code SubjectAccessReview} of authorization.k8s.io/v1. It is asked for what
 * is served, with the selectors.
 */
final class AccessReviews {

    private static final int RETRY_AFTER_SECONDS = 1;
    private static final Future<@Nullable StatusException> ALLOWED = Future.succeededFuture();

    private final ReviewRequest reviews;
    private final ReviewCache<Question, Answer> answers;

    private record Question(Caller caller, AccessRequest access) {

        /** Callers of one name are nearly always one caller. */
        @Override
        public int hashCode() {
            return 31 * caller.name().hashCode() + access.hashCode();
        }
    }

    private record Answer(boolean allowed, String reason) {}

    /** {@code kept} is how long an answer holds, {@code outage} how long while the API server cannot be asked. */
    AccessReviews(ApiServer apiServer, Duration kept, Duration outage, LongSupplier nanoTime, ReviewMetrics metrics) {
        this.reviews = new ReviewRequest(apiServer, "authorization.k8s.io/v1", "SubjectAccessReview", metrics);
        this.answers = new ReviewCache<>(kept, outage, nanoTime);
    }

    /** The refusal, 403 or 503; null if the caller may. */
    Future<@Nullable StatusException> refusal(Caller caller, AccessRequest access) {
        Future<Answer> answer = answer(caller, access, () -> reviews.send(spec(caller, access)));
        if (answer.isComplete()) {
            return answer.succeeded()
                    ? answer.result().allowed()
                            ? ALLOWED
                            : Future.succeededFuture(refusal(caller, access, answer.result()))
                    : unanswered(answer.cause());
        }
        return answer.map(given -> refusal(caller, access, given)).recover(AccessReviews::unanswered);
    }

    /** Whether the caller may. It waits for its turn. It fails with {@link Unanswered} if nobody can tell. */
    Future<Boolean> isAllowed(Caller caller, AccessRequest access, ReviewPace pace) {
        return answer(caller, access, () -> pace.turn().compose(now -> reviews.send(spec(caller, access))))
                .map(Answer::allowed);
    }

    private Future<Answer> answer(Caller caller, AccessRequest access, Supplier<Future<JsonNode>> asking) {
        return answers.get(new Question(caller, access), caller.name(), given -> caller.name(), () -> asking.get()
                .map(AccessReviews::read));
    }

    private static Future<@Nullable StatusException> unanswered(Throwable failure) {
        return Future.succeededFuture(refusal(failure));
    }

    /** What is answered if nobody can tell. */
    static StatusException refusal(Throwable failure) {
        if (failure instanceof StatusException refusal) {
            return refusal;
        }
        return failure instanceof Unanswered
                ? StatusException.unavailable(
                        "nobody can tell what the caller may do: the API server does not answer", RETRY_AFTER_SECONDS)
                : StatusException.internalError();
    }

    private static Answer read(JsonNode status) {
        return new Answer(
                status.path("allowed").asBoolean() && !status.path("denied").asBoolean(),
                status.path("reason").asText());
    }

    private static @Nullable StatusException refusal(Caller caller, AccessRequest access, Answer answer) {
        return answer.allowed() ? null : Forbidden.of(caller, access, answer.reason());
    }

    private static ObjectNode spec(Caller caller, AccessRequest access) {
        ObjectNode spec = ReviewRequest.JSON.createObjectNode().put("user", caller.name());
        if (!caller.uid().isEmpty()) {
            spec.put("uid", caller.uid());
        }
        spec.set("groups", ReviewRequest.JSON.valueToTree(caller.groups()));
        if (!caller.extra().isEmpty()) {
            spec.set("extra", ReviewRequest.JSON.valueToTree(caller.extra()));
        }
        if (access.path() != null) {
            spec.putObject("nonResourceAttributes").put("path", access.path()).put("verb", access.verb());
            return spec;
        }
        ObjectNode resource = spec.putObject("resourceAttributes")
                .put("verb", access.verb())
                .put("group", access.group())
                .put("version", access.version())
                .put("resource", access.resource())
                .put("subresource", access.subresource())
                .put("namespace", access.namespace())
                .put("name", access.name());
        select(resource, "fieldSelector", access.fieldSelector());
        select(resource, "labelSelector", access.labelSelector());
        return spec;
    }

    private static void select(ObjectNode resource, String kind, String selector) {
        if (!selector.isEmpty()) {
            resource.putObject(kind).put("rawSelector", selector);
        }
    }
}
