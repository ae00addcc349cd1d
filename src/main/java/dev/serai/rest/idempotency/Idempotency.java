package dev.serai.rest.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ApiServerRefusal;
import dev.serai.kube.StatusException;
import dev.serai.rest.write.WriteMediaTypes;
import dev.serai.rest.write.WriteRequest;
import dev.serai.security.CallerAccess;
import dev.serai.write.RawObjects;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Answers a repeated create with the object that the first one made. An object that was made with an {@code
 * Idempotency-Key} carries the key's mark in the cluster, and its name follows from the key. The API server refuses to
 * create it twice, so a repeat is harmless through any replica.
 */
public final class Idempotency {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> JSON_TYPES = Set.of("", "*/*", "application/json");
    private static final String PROPERTY = "SeraiIdempotency";
    private static final int CONFLICT = 409;
    private static final int CREATED = 201;

    private final ApiServer apiServer;

    /** {@code apiServer} is asked for the earlier object. */
    public Idempotency(ApiServer apiServer) {
        this.apiServer = apiServer;
    }

    private record Marked(KeyedCreate create, MarkedObject object) {}

    /**
     * Marks the object to be created, if the request has a key. In a team's route the key is a header of the message,
     * and the message is as {@code direct:write} takes it.
     *
     * @throws StatusException 400 if the key is malformed, 415 if the body cannot be marked
     */
    public void mark(Exchange exchange) {
        KeyedCreate create = KeyedCreate.of(exchange);
        if (create == null) {
            return;
        }
        byte[] body = exchange.getMessage().getBody(byte[].class);
        String mediaType = WriteMediaTypes.mediaType(create.contentType());
        MarkedObject object =
                switch (mediaType == null || mediaType.isEmpty() ? "application/json" : mediaType) {
                    case "application/json" -> MarkedObject.ofJson(body, create.key(), create.path());
                    case "application/yaml" -> MarkedYaml.of(body, create.key(), create.path());
                    default -> throw StatusException.unsupportedMediaType("application/json, application/yaml");
                };
        exchange.setProperty(PROPERTY, new Marked(create, object));
        if (WriteRequest.isIn(exchange)) {
            WriteRequest.of(exchange).setName(object.name());
        }
        exchange.getMessage().setBody(object.bytes());
    }

    /** Whether a refusal may mean that this create was made before. */
    public boolean isRepeated(Exchange exchange) {
        ApiServerRefusal refusal = refusal(exchange);
        return exchange.getProperty(PROPERTY) != null
                && refusal != null
                && refusal.answer().code() == CONFLICT
                && "AlreadyExists"
                        .equals(read(refusal.answer().body()).path("reason").asText());
    }

    /**
     * Looks for the existing object. If the same create made it, the write is answered with it, as if it were made now.
     * Otherwise the answer is the failure of the exchange: the API server's refusal, or that the key was used for
     * another object.
     */
    public void find(Exchange exchange) {
        try {
            exchange.setProperty(RawObjects.ANSWER, made(exchange));
        } catch (StatusException failure) {
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        }
    }

    /**
     * Handles the refusal that a team's route has caught: if it means that the same create was made before, the body is
     * then the existing object.
     *
     * @throws ApiServerRefusal if it means something else
     * @throws StatusException 422 if the key was used for another object
     */
    public void answer(Exchange exchange) {
        ApiAnswer made = isRepeated(exchange) ? made(exchange) : null;
        if (made == null) {
            throw Objects.requireNonNull(refusal(exchange), "nothing was refused");
        }
        exchange.setProperty(RawObjects.ANSWER, made);
        exchange.getMessage().setBody(made.body());
    }

    // Null if the object was not made with this key.
    private @Nullable ApiAnswer made(Exchange exchange) {
        var marked = exchange.getProperty(PROPERTY, Marked.class);
        KeyedCreate create = marked.create();
        String path = create.path().object(marked.object().name(), null);
        ApiAnswer found = get(exchange, path, create, "application/json");
        String mark = read(found.body())
                .path("metadata")
                .path("annotations")
                .path(MarkedObject.ANNOTATION)
                .asText();
        if (!found.isSuccess() || !create.key().made(mark)) {
            return null;
        }
        if (!mark.equals(marked.object().mark())) {
            throw StatusException.unprocessable(
                    "the %s was used before, for another object".formatted(IdempotencyKey.HEADER));
        }
        String accept = create.accept();
        if (accept != null && !JSON_TYPES.contains(accept)) {
            found = get(exchange, path, create, accept);
        }
        return found.isSuccess() ? new ApiAnswer(CREATED, found.headers(), found.body()) : null;
    }

    // Before it is handled it is the exchange's exception, afterwards its property.
    private static @Nullable ApiServerRefusal refusal(Exchange exchange) {
        Object failure = exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT)
                : exchange.getException();
        return failure instanceof ApiServerRefusal refusal ? refusal : null;
    }

    private ApiAnswer get(Exchange exchange, String path, KeyedCreate create, String accept) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", accept);
        if (create.userAgent() != null) {
            headers.put("User-Agent", create.userAgent());
        }
        return apiServer.send(ApiRequest.get(path, null, headers).as(CallerAccess.impersonated(exchange)));
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
