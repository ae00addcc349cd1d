package dev.serai.rest.write;

import dev.serai.cluster.ApiAnswer;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.limit.CallerBuckets;
import dev.serai.limit.WriteLimits;
import dev.serai.rest.discovery.ObjectKinds;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Request;
import dev.serai.write.RawObjects;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.KubernetesConstants;

/** Translates a write: the HTTP request into the form for a producer, and the answer into the form for the caller. */
public final class WriteTranslator {

    private static final List<String> PASSED_ON = List.of("Accept", "Content-Type", "User-Agent");

    private final ObjectKinds kinds;
    private final int deepest;

    /**
     * {@code kinds} names the kind of an object that cannot be read. At most {@code deepest} objects and lists of a body
     * lie in one another.
     */
    public WriteTranslator(ObjectKinds kinds, int deepest) {
        this.kinds = kinds;
        this.deepest = deepest;
    }

    /**
     * Leaves only what the endpoints need: the object in the path, and, unchanged, the query, the types of body and
     * answer and the caller's {@code User-Agent}; also the caller, for the throttle.
     *
     * @throws StatusException 4xx if there can be no such write
     */
    public void request(Exchange exchange) {
        WriteRequest write = WriteRequest.begin(exchange);
        Request request = write.request();
        request.checkIdentity();
        if (!request.isReadable()) {
            throw StatusException.badRequest("the query is malformed");
        }
        ResourcePath path = write.resolvePath();
        WriteMediaTypes.check(write.method(), request.header("Content-Type"));
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(CallerBuckets.HEADER, write.caller());
        message.setHeader(Exchange.HTTP_RAW_QUERY, request.rawQuery());
        PASSED_ON.forEach(name -> message.setHeader(name, request.header(name)));
        name(path, write.operation(), message);
        WriteLimits.setUrgent(exchange, write.isUrgent());
    }

    /**
     * Checks the body, which goes on unchanged.
     *
     * @throws StatusException 4xx if it is malformed, or means another object than the path
     */
    public void body(Exchange exchange) {
        WriteRequest write = WriteRequest.of(exchange);
        Message message = exchange.getMessage();
        byte[] received = message.getBody(byte[].class);
        byte[] body = received == null ? new byte[0] : received;
        String mediaType = WriteMediaTypes.mediaType(write.request().header("Content-Type"));
        ObjectNames names = WriteBodyCheck.check(write.path(), write.method(), mediaType, body, deepest, kinds::of);
        if (write.isDelete() || write.isEviction()) {
            write.setDeleteOptions(DeleteOptions.of(write, mediaType, body));
        }
        if (write.isCreate()) {
            write.setName(names.name());
        }
        message.setBody(body);
    }

    /** Answers with the API server's answer. */
    public void answer(Exchange exchange) {
        Answer.of(exchange.getProperty(RawObjects.ANSWER, ApiAnswer.class)).writeTo(exchange);
    }

    private static void name(ResourcePath path, String operation, Message message) {
        message.setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, path.namespace());
        message.setHeader(RawObjects.SUBRESOURCE, path.subresource());
        if (path.isPods()) {
            message.setHeader(
                    KubernetesConstants.KUBERNETES_OPERATION,
                    operation + (path.name() == null && operation.equals("delete") ? "Pods" : "Pod"));
            message.setHeader(KubernetesConstants.KUBERNETES_POD_NAME, path.name());
            return;
        }
        message.setHeader(
                KubernetesConstants.KUBERNETES_OPERATION,
                operation + (path.name() == null && operation.equals("delete") ? "CustomResources" : "CustomResource"));
        message.setHeader(
                KubernetesConstants.KUBERNETES_CRD_GROUP, path.resource().group());
        message.setHeader(KubernetesConstants.KUBERNETES_CRD_VERSION, path.version());
        message.setHeader(
                KubernetesConstants.KUBERNETES_CRD_PLURAL, path.resource().plural());
        message.setHeader(
                KubernetesConstants.KUBERNETES_CRD_SCOPE, path.namespace() == null ? "Cluster" : "Namespaced");
        message.setHeader(KubernetesConstants.KUBERNETES_CRD_INSTANCE_NAME, path.name());
    }
}
