package dev.serai.write;

import static dev.serai.write.RawObjects.either;
import static dev.serai.write.RawObjects.mandatoryBody;
import static dev.serai.write.RawObjects.missing;

import dev.serai.cluster.ApiServerRefusal;
import dev.serai.kube.ResourcePath;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.AbstractKubernetesEndpoint;
import org.apache.camel.component.kubernetes.KubernetesConfiguration;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.component.kubernetes.KubernetesHelper;
import org.apache.camel.component.kubernetes.customresources.KubernetesCustomResourcesProducer;
import org.apache.camel.util.ObjectHelper;

/**
 * Writes objects of any resource unchanged. The stock producer ignores what the endpoint's URI names, answers a
 * conflict with an empty object and a missing object with {@code {}}, and knows neither the core group nor resources
 * without namespaces.
 *
 * <p>The URI's {@code crdGroup}, {@code crdVersion}, {@code crdPlural} and {@code crdScope} name the resource, or else
 * the headers {@code CamelKubernetesCRD*}; without a group it is the core group. {@code createCustomResource} and
 * {@code updateCustomResource} send the body, or the header {@code CamelKubernetesCRDInstance}. {@code
 * patchCustomResource} sends the body as a patch of the type in {@code Content-Type}. {@code deleteCustomResource}
 * sends the body, if there is one, as delete options; so does {@code deleteCustomResources}, for all objects that a
 * selector in {@code CamelHttpRawQuery} chooses. {@code CamelKubernetesSubresource} directs them to a subresource.
 * Afterwards the body holds the API server's JSON, and the exchange property {@value RawObjects#ANSWER} its whole
 * answer; a refusal is thrown as {@link ApiServerRefusal}.
 */
public final class RawCustomResourcesProducer extends KubernetesCustomResourcesProducer {

    private static final String CLUSTER = "Cluster";

    private final RawObjects objects;

    RawCustomResourcesProducer(AbstractKubernetesEndpoint endpoint, RawObjects objects) {
        super(endpoint);
        this.objects = objects;
    }

    @Override
    public void process(Exchange exchange) {
        String operation = KubernetesHelper.extractOperation(getEndpoint(), exchange);
        Message message = exchange.getMessage();
        switch (operation) {
            case "createCustomResource" -> {
                String path = target(message).creation();
                objects.send(exchange, "POST", path, instance(message, operation));
            }
            case "updateCustomResource" -> {
                byte[] body = instance(message, operation);
                objects.send(exchange, "PUT", target(message).objectOf(body), body);
            }
            case "patchCustomResource" ->
                objects.send(exchange, "PATCH", target(message).object(), mandatoryBody(message, operation, ""));
            case "deleteCustomResource" -> {
                objects.send(exchange, "DELETE", target(message).object(), RawObjects.body(message));
                message.setHeader(KubernetesConstants.KUBERNETES_DELETE_RESULT, true);
            }
            case "deleteCustomResources" ->
                objects.send(exchange, "DELETE", path(message).collection(), RawObjects.body(message));
            case "getCustomResource" ->
                objects.send(exchange, "GET", target(message).object(), null);
            case "listCustomResources" ->
                objects.send(exchange, "GET", path(message).collection(), null);
            case "listCustomResourcesByLabels" -> listByLabels(exchange);
            default -> throw new IllegalArgumentException("Unsupported operation " + operation);
        }
    }

    private void listByLabels(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<?, ?> labels = message.getHeader(KubernetesConstants.KUBERNETES_CRD_LABELS, Map.class);
        if (ObjectHelper.isEmpty(labels)) {
            throw missing(KubernetesConstants.KUBERNETES_CRD_LABELS, "");
        }
        String query = LabelQuery.with(RawObjects.query(message), labels);
        objects.send(exchange, "GET", path(message).collection(), query, null);
    }

    private static byte[] instance(Message message, String operation) {
        String stock = message.getHeader(KubernetesConstants.KUBERNETES_CRD_INSTANCE, String.class);
        return ObjectHelper.isEmpty(stock)
                ? mandatoryBody(message, operation, ", or the header " + KubernetesConstants.KUBERNETES_CRD_INSTANCE)
                : stock.getBytes(StandardCharsets.UTF_8);
    }

    private RawObjects.Target target(Message message) {
        return RawObjects.Target.of(message, path(message), KubernetesConstants.KUBERNETES_CRD_INSTANCE_NAME);
    }

    private ResourcePath path(Message message) {
        return path(getEndpoint().getKubernetesConfiguration(), message);
    }

    static ResourcePath path(KubernetesConfiguration uri, Message message) {
        String group = either(uri.getCrdGroup(), message, KubernetesConstants.KUBERNETES_CRD_GROUP);
        String version = either(uri.getCrdVersion(), message, KubernetesConstants.KUBERNETES_CRD_VERSION);
        String plural = either(uri.getCrdPlural(), message, KubernetesConstants.KUBERNETES_CRD_PLURAL);
        String scope = either(uri.getCrdScope(), message, KubernetesConstants.KUBERNETES_CRD_SCOPE);
        String namespace = either(uri.getNamespace(), message, KubernetesConstants.KUBERNETES_NAMESPACE_NAME);
        if (version == null) {
            throw missing(KubernetesConstants.KUBERNETES_CRD_VERSION, ", and so is crdVersion");
        }
        if (plural == null) {
            throw missing(KubernetesConstants.KUBERNETES_CRD_PLURAL, ", and so is crdPlural");
        }
        if (namespace == null && !CLUSTER.equalsIgnoreCase(scope)) {
            throw missing(
                    KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "; without a namespace the scope must be Cluster");
        }
        return ResourcePath.ofCollection(
                group == null ? "" : group, version, plural, CLUSTER.equalsIgnoreCase(scope) ? null : namespace);
    }
}
