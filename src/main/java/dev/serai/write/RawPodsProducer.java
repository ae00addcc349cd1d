package dev.serai.write;

import static dev.serai.write.RawObjects.mandatoryBody;
import static dev.serai.write.RawObjects.missing;

import dev.serai.cluster.ApiServerRefusal;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourcePath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.AbstractKubernetesEndpoint;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.component.kubernetes.KubernetesHelper;
import org.apache.camel.component.kubernetes.pods.KubernetesPodsProducer;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Writes pods unchanged. The stock producer builds a new pod from three headers. It loses annotations, owner
 * references, finalizers, {@code generateName} and every query parameter, and answers for a missing pod with null or
 * false.
 *
 * <p>{@code createPod} and {@code updatePod} send the body, unless {@code CamelKubernetesPodSpec} asks for the stock
 * way. {@code patchPod} sends it as a patch of the type in {@code Content-Type}. {@code deletePod} and {@code
 * deletePods} send it, if there is one, as delete options. {@code CamelKubernetesSubresource} directs them to a
 * subresource. Afterwards the body holds the API server's JSON, and the exchange property {@value RawObjects#ANSWER}
 * its whole answer; a refusal is thrown as {@link ApiServerRefusal}. {@code getPod} and {@code listPods} return
 * fabric8's objects, as the stock ones do, and take {@code limit}, {@code continue} and selectors from {@code
 * CamelHttpRawQuery}.
 */
public final class RawPodsProducer extends KubernetesPodsProducer {

    private final RawObjects objects;

    RawPodsProducer(AbstractKubernetesEndpoint endpoint, RawObjects objects) {
        super(endpoint);
        this.objects = objects;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String operation = KubernetesHelper.extractOperation(getEndpoint(), exchange);
        Message message = exchange.getMessage();
        switch (operation) {
            case "patchPod" ->
                objects.send(exchange, "PATCH", pod(message).object(), mandatoryBody(message, operation, ""));
            case "deletePods" -> objects.send(exchange, "DELETE", pods(message).collection(), RawObjects.body(message));
            default -> super.process(exchange);
        }
    }

    @Override
    protected void doCreatePod(Exchange exchange) {
        Message message = exchange.getMessage();
        if (isStock(message)) {
            super.doCreatePod(exchange);
            return;
        }
        String path = pod(message).creation();
        objects.send(exchange, "POST", path, podBody(message, "createPod"));
    }

    @Override
    protected void doUpdatePod(Exchange exchange) {
        Message message = exchange.getMessage();
        if (isStock(message)) {
            super.doUpdatePod(exchange);
            return;
        }
        byte[] body = podBody(message, "updatePod");
        objects.send(exchange, "PUT", pod(message).objectOf(body), body);
    }

    @Override
    protected void doDeletePod(Exchange exchange) {
        Message message = exchange.getMessage();
        objects.send(exchange, "DELETE", pod(message).object(), RawObjects.body(message));
    }

    @Override
    protected void doGetPod(Exchange exchange) {
        objects.send(exchange, "GET", pod(exchange.getMessage()).object(), null);
        answer(exchange, Pod.class);
    }

    @Override
    protected void doList(Exchange exchange) {
        list(exchange, RawObjects.query(exchange.getMessage()));
    }

    @Override
    protected void doListPodsByLabel(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<?, ?> labels = message.getHeader(KubernetesConstants.KUBERNETES_PODS_LABELS, Map.class);
        if (ObjectHelper.isEmpty(labels)) {
            throw missing(KubernetesConstants.KUBERNETES_PODS_LABELS, "");
        }
        list(exchange, LabelQuery.with(RawObjects.query(message), labels));
    }

    private void list(Exchange exchange, @Nullable String query) {
        objects.send(exchange, "GET", path(namespace(exchange.getMessage())).collection(), query, null);
        answer(exchange, PodList.class);
        exchange.getMessage()
                .setBody(exchange.getMessage().getBody(PodList.class).getItems());
    }

    private static void answer(Exchange exchange, Class<?> type) {
        byte[] json = exchange.getMessage().getBody(byte[].class);
        exchange.getMessage().setBody(Serialization.unmarshal(new ByteArrayInputStream(json), type));
    }

    private static boolean isStock(Message message) {
        return message.getHeader(KubernetesConstants.KUBERNETES_POD_SPEC) != null;
    }

    private static byte[] podBody(Message message, String operation) {
        return mandatoryBody(message, operation, ", or the header " + KubernetesConstants.KUBERNETES_POD_SPEC);
    }

    private RawObjects.Target pod(Message message) {
        return RawObjects.Target.of(message, pods(message), KubernetesConstants.KUBERNETES_POD_NAME);
    }

    private ResourcePath pods(Message message) {
        String namespace = namespace(message);
        if (namespace == null) {
            throw missing(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "");
        }
        return path(namespace);
    }

    private static ResourcePath path(@Nullable String namespace) {
        return new ResourcePath(GroupResource.PODS, "v1", namespace, null, null);
    }

    private @Nullable String namespace(Message message) {
        String configured = getEndpoint().getKubernetesConfiguration().getNamespace();
        return RawObjects.either(configured, message, KubernetesConstants.KUBERNETES_NAMESPACE_NAME);
    }
}
