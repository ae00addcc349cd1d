package dev.serai.prepull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.prepull.plan.Action;
import dev.serai.prepull.plan.VerdictBook;
import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.spec.ImagePrepull;
import dev.serai.prepull.verdict.PullMarks;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.KubernetesConstants;

/** Makes of an action the message that {@code direct:write} takes. */
final class PrepullRequest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    // It names the manager of the fields that are written.
    private static final String USER_AGENT = "serai-image-prepull";
    private static final String MERGE = "application/merge-patch+json";

    private PrepullRequest() {}

    static void of(Action action, Message message) {
        message.setHeader("User-Agent", USER_AGENT);
        if (action instanceof Action.Pull pull) {
            pod(message, "createPod", pull.prepull().namespace());
            body(message, pull.pod());
        } else if (action instanceof Action.GiveUp giveUp) {
            pod(message, "patchPod", giveUp.pod());
            body(message, givenUp(giveUp));
        } else if (action instanceof Action.Release release) {
            pod(message, "deletePod", release.pod());
            body(message, deleteOptions(release.pod().uid()).put("gracePeriodSeconds", 0));
        } else if (action instanceof Action.Store store) {
            store(message, store);
        } else if (action instanceof Action.WriteStatus write) {
            object(message, "patchCustomResource", write.prepull());
            message.setHeader("CamelKubernetesSubresource", "status");
            message.setHeader(Exchange.CONTENT_TYPE, "application/json-patch+json");
            body(message, status(write));
        } else if (action instanceof Action.Delete delete) {
            object(message, "deleteCustomResource", delete.prepull());
            body(message, deleteOptions(delete.prepull().uid()).put("propagationPolicy", "Background"));
        }
    }

    /** A Kubernetes Event. */
    static void event(ObjectNode event, Message message) {
        message.setHeader("User-Agent", USER_AGENT);
        resource(
                message,
                "createCustomResource",
                "",
                "v1",
                "events",
                event.at("/metadata/namespace").asText());
        body(message, event);
    }

    private static void store(Message message, Action.Store store) {
        boolean made = store.stored().version() != null;
        resource(
                message,
                made ? "patchCustomResource" : "createCustomResource",
                "",
                "v1",
                "configmaps",
                store.prepull().namespace());
        if (made) {
            message.setHeader(KubernetesConstants.KUBERNETES_CRD_INSTANCE_NAME, VerdictBook.name(store.prepull()));
            message.setHeader(Exchange.CONTENT_TYPE, MERGE);
        }
        body(message, made ? store.next().patch(store.stored()) : store.next().configMap(store.prepull()));
    }

    private static ObjectNode givenUp(Action.GiveUp action) {
        ObjectNode patch = JSON.objectNode();
        patch.putObject("metadata")
                .put("uid", action.pod().uid())
                .putObject("annotations")
                .put(PullMarks.GIVEN_UP, action.reason());
        return patch;
    }

    // A merge patch would leave what the status is to lack.
    private static JsonNode status(Action.WriteStatus write) {
        var patch = JSON.arrayNode();
        patch.addObject()
                .put("op", "test")
                .put("path", "/metadata/uid")
                .put("value", write.prepull().uid());
        patch.addObject().put("op", "add").put("path", "/status").set("value", write.status());
        return patch;
    }

    private static ObjectNode deleteOptions(String uid) {
        ObjectNode options = JSON.objectNode().put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.putObject("preconditions").put("uid", uid);
        return options;
    }

    private static void pod(Message message, String operation, PullPod pod) {
        pod(message, operation, pod.namespace());
        message.setHeader(KubernetesConstants.KUBERNETES_POD_NAME, pod.name());
    }

    private static void pod(Message message, String operation, String namespace) {
        message.setHeader(KubernetesConstants.KUBERNETES_OPERATION, operation);
        message.setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, namespace);
    }

    private static void object(Message message, String operation, ImagePrepull prepull) {
        resource(
                message,
                operation,
                ImagePrepull.RESOURCE.group(),
                ImagePrepull.VERSION,
                ImagePrepull.RESOURCE.plural(),
                prepull.namespace());
        message.setHeader(KubernetesConstants.KUBERNETES_CRD_INSTANCE_NAME, prepull.name());
    }

    private static void resource(
            Message message, String operation, String group, String version, String plural, String namespace) {
        message.setHeader(KubernetesConstants.KUBERNETES_OPERATION, operation);
        message.setHeader(KubernetesConstants.KUBERNETES_CRD_GROUP, group);
        message.setHeader(KubernetesConstants.KUBERNETES_CRD_VERSION, version);
        message.setHeader(KubernetesConstants.KUBERNETES_CRD_PLURAL, plural);
        message.setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, namespace);
    }

    private static void body(Message message, JsonNode body) {
        message.setBody(body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
