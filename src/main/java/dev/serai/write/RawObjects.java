package dev.serai.write;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ApiServerRefusal;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourcePath;
import dev.serai.security.CallerAccess;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.KubernetesConfiguration;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Sends objects to the API server unchanged, and returns its answer unchanged. The body is anything that converts to
 * bytes, a map or a fabric8 object; {@code CamelHttpRawQuery}, {@code Accept}, {@code Content-Type} and {@code
 * User-Agent} of the message go with it.
 */
public final class RawObjects {

    /** The exchange property that holds the {@link ApiAnswer}: code, headers and bytes, all unchanged. */
    public static final String ANSWER = "SeraiApiAnswer";
    /** The header that names a subresource, such as {@code status}, {@code scale}, {@code eviction}. */
    public static final String SUBRESOURCE = "CamelKubernetesSubresource";

    private static final String ACCEPT = "Accept";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String USER_AGENT = "User-Agent";
    private static final String JSON = "application/json";

    private static final ObjectMapper JSON_MAPPER = new ObjectMapper();

    private final ApiServer apiServer;

    RawObjects(ApiServer apiServer) {
        this.apiServer = apiServer;
    }

    /**
     * Sends one request once, and puts the answer's bytes into the body.
     *
     * @throws ApiServerRefusal if the answer is not 2xx
     */
    void send(Exchange exchange, String method, String path, byte @Nullable [] body) {
        send(exchange, method, path, query(exchange.getMessage()), body);
    }

    /** As {@link #send(Exchange, String, String, byte[])}, with another query. */
    void send(Exchange exchange, String method, String path, @Nullable String query, byte @Nullable [] body) {
        Message message = exchange.getMessage();
        ApiAnswer answer =
                apiServer.send(new ApiRequest(method, path, query, headers(message, body, defaultType(method)), body)
                        .as(CallerAccess.impersonated(exchange)));
        if (!answer.isSuccess()) {
            throw new ApiServerRefusal(answer);
        }
        exchange.setProperty(ANSWER, answer);
        message.setBody(answer.body());
    }

    /**
     * The collection that the headers of a message to {@code direct:write} name.
     *
     * @throws IllegalArgumentException if one of them is missing
     */
    public static ResourcePath collection(Message message) {
        String operation = message.getHeader(KubernetesConstants.KUBERNETES_OPERATION, "", String.class);
        if (!operation.endsWith("Pod") && !operation.endsWith("Pods")) {
            return RawCustomResourcesProducer.path(new KubernetesConfiguration(), message);
        }
        String namespace = either(null, message, KubernetesConstants.KUBERNETES_NAMESPACE_NAME);
        if (namespace == null) {
            throw missing(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "");
        }
        return new ResourcePath(GroupResource.PODS, "v1", namespace, null, null);
    }

    static @Nullable String query(Message message) {
        return message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
    }

    /** The body to send; null if there is none. */
    static byte @Nullable [] body(Message message) {
        Object body = message.getBody();
        if (body instanceof Map || (body != null && body.getClass().getName().startsWith("io.fabric8."))) {
            return Serialization.asJson(body).getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = message.getBody(byte[].class);
        return bytes == null || bytes.length == 0 ? null : bytes;
    }

    /**
     * As {@link #body}, but a body is required.
     *
     * @throws IllegalArgumentException if there is none; {@code orElse} says what else would be right
     */
    static byte[] mandatoryBody(Message message, String operation, String orElse) {
        byte[] body = body(message);
        if (body == null) {
            throw new IllegalArgumentException(
                    "%s needs the whole object as body, as JSON in any form that converts to bytes%s"
                            .formatted(operation, orElse));
        }
        return body;
    }

    // A patch has no default type; this is what people mean when they send a part of an object.
    private static String defaultType(String method) {
        return method.equals("PATCH") ? "application/merge-patch+json" : JSON;
    }

    private static Map<String, String> headers(Message message, byte @Nullable [] body, String defaultType) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(ACCEPT, header(message, ACCEPT, JSON));
        // If the caller gives no field manager, the API server takes the user agent.
        String userAgent = message.getHeader(USER_AGENT, String.class);
        if (userAgent != null) {
            headers.put(USER_AGENT, userAgent);
        }
        if (body != null) {
            headers.put(CONTENT_TYPE, header(message, CONTENT_TYPE, defaultType));
        }
        return headers;
    }

    private static String header(Message message, String name, String otherwise) {
        String value = message.getHeader(name, String.class);
        return value == null || value.isBlank() ? otherwise : value;
    }

    /** The value of the endpoint's URI, or else of the message's header; null if neither has one. */
    static @Nullable String either(@Nullable String configured, Message message, String header) {
        String value = ObjectHelper.isEmpty(configured) ? message.getHeader(header, String.class) : configured;
        return ObjectHelper.isEmpty(value) ? null : value;
    }

    /** The exception for a message without a header; {@code more} ends the sentence. */
    static IllegalArgumentException missing(String header, String more) {
        return new IllegalArgumentException("the header %s is missing%s".formatted(header, more));
    }

    /**
     * The object that a message wants to write, from its headers.
     *
     * @param collection the collection
     * @param nameHeader the header that names the object
     * @param name the object; null if no header names it
     * @param subresource null for the object itself
     */
    record Target(
            ResourcePath collection,
            String nameHeader,
            @Nullable String name,
            @Nullable String subresource) {

        static Target of(Message message, ResourcePath collection, String nameHeader) {
            return new Target(
                    collection,
                    nameHeader,
                    either(null, message, nameHeader),
                    message.getHeader(SUBRESOURCE, String.class));
        }

        /**
         * The path of the object, or of its subresource.
         *
         * @throws IllegalArgumentException if nothing names the object
         */
        String object() {
            return object(name);
        }

        /** As {@link #object()}, but the name may also come from the object itself. */
        String objectOf(byte[] body) {
            return object(name == null ? nameIn(body) : name);
        }

        /** The path to post to: the collection, or the subresource of an object. */
        String creation() {
            return subresource == null ? collection.collection() : object();
        }

        private String object(@Nullable String named) {
            if (named == null) {
                throw missing(nameHeader, "");
            }
            return collection.object(named, subresource);
        }

        // Null if the object has no name.
        private static @Nullable String nameIn(byte[] object) {
            try {
                String name = JSON_MAPPER.readTree(object).at("/metadata/name").asText(null);
                return name == null || name.isEmpty() ? null : name;
            } catch (IOException e) {
                return null;
            }
        }
    }
}
