package dev.serai.rest;

import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.StatusException;
import dev.serai.write.WholePodsProducer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.KubernetesConstants;

/** What a write is on the wire: the request as a producer understands it, and the answer as the caller gets it. */
public final class PodWrites {

    private static final List<String> MEDIA_TYPES =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    private final OwnWrites ownWrites;

    public PodWrites(OwnWrites ownWrites) {
        this.ownWrites = ownWrites;
    }

    /**
     * Leaves only what the {@code kubernetes-pods} endpoint is to know: the namespace and the name of the path, the
     * query, the body's type and the caller's {@code User-Agent}, as they came.
     */
    public void request(Exchange exchange) {
        Request request = Request.of(exchange);
        RequestPath path = request.path();
        if (!request.isReadable()) {
            throw StatusException.badRequest("the query is malformed");
        }
        String contentType = mediaType(request.header("Content-Type"));
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, path.namespace());
        message.setHeader(KubernetesConstants.KUBERNETES_POD_NAME, path.name());
        message.setHeader(Exchange.HTTP_RAW_QUERY, request.rawQuery());
        message.setHeader("User-Agent", request.header("User-Agent"));
        message.setHeader("Content-Type", contentType);
    }

    /** Answers with what the API server answered. From now on reads show it. */
    public void answer(Exchange exchange) {
        var answer = exchange.getProperty(WholePodsProducer.ANSWER, ApiAnswer.class);
        Request request = Request.of(exchange);
        if (request.parameter("dryRun") == null) {
            boolean delete = request.http().method().equals(HttpMethod.DELETE);
            ownWrites.accepted(request.path(), delete, answer);
        }
        Answer.of(answer).writeTo(exchange);
    }

    // Checked here because Camel would read a form as parameters, not as the bytes that were sent.
    private static String mediaType(String contentType) {
        if (contentType == null) {
            return null;
        }
        String type = contentType.split(";", 2)[0].strip();
        if (MEDIA_TYPES.stream().noneMatch(type::equalsIgnoreCase)) {
            throw StatusException.unsupportedMediaType(String.join(", ", MEDIA_TYPES));
        }
        return contentType;
    }
}
