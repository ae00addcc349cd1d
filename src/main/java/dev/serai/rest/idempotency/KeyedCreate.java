package dev.serai.rest.idempotency;

import dev.serai.kube.ResourcePath;
import dev.serai.rest.wire.Request;
import dev.serai.rest.write.WriteRequest;
import dev.serai.write.RawObjects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.jspecify.annotations.Nullable;

/**
 * A create with an {@code Idempotency-Key}, either a request on Kubernetes' paths or a message that a team's route sends
 * to {@code direct:write}.
 *
 * @param key the key
 * @param path the collection
 * @param contentType the type of the body; null for JSON
 * @param accept what the caller accepts; null for JSON
 * @param userAgent the caller; null if it does not say
 */
record KeyedCreate(
        IdempotencyKey key,
        ResourcePath path,
        @Nullable String contentType,
        @Nullable String accept,
        @Nullable String userAgent) {

    /**
     * The create of an exchange; null if it has no key or is no create.
     *
     * @throws dev.serai.kube.StatusException 400 if the key is malformed
     * @throws IllegalArgumentException if a message of a team's route lacks a header that names the collection
     */
    static @Nullable KeyedCreate of(Exchange exchange) {
        return WriteRequest.isIn(exchange) ? ofRequest(WriteRequest.of(exchange)) : ofMessage(exchange.getMessage());
    }

    private static @Nullable KeyedCreate ofRequest(WriteRequest write) {
        Request request = write.request();
        IdempotencyKey key = IdempotencyKey.of(request);
        return key == null || !write.isCreate()
                ? null
                : new KeyedCreate(
                        key,
                        write.path(),
                        request.header("Content-Type"),
                        request.header("Accept"),
                        request.header("User-Agent"));
    }

    // What the caller of a team's route accepts is for that route to answer.
    private static @Nullable KeyedCreate ofMessage(Message message) {
        IdempotencyKey key = IdempotencyKey.of(message);
        String operation = message.getHeader(KubernetesConstants.KUBERNETES_OPERATION, "", String.class);
        boolean isCreate = operation.startsWith("create") && message.getHeader(RawObjects.SUBRESOURCE) == null;
        return key == null || !isCreate
                ? null
                : new KeyedCreate(
                        key,
                        RawObjects.collection(message),
                        message.getHeader(Exchange.CONTENT_TYPE, String.class),
                        null,
                        message.getHeader("User-Agent", String.class));
    }
}
