package dev.serai.lister;

import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.spi.Metadata;

/** The headers of {@code kube-cache:}. None of them can come from an HTTP request: Camel takes them out of it. */
public final class KubeCacheHeaders {

    @Metadata(
            description = "The operation, get, list or count, where the endpoint has none.",
            javaType = "String",
            label = "producer")
    public static final String OPERATION = KubernetesConstants.KUBERNETES_OPERATION;

    @Metadata(description = "The namespace, instead of the endpoint's.", javaType = "String", label = "producer")
    public static final String NAMESPACE = KubernetesConstants.KUBERNETES_NAMESPACE_NAME;

    @Metadata(description = "The name of a pod, instead of the endpoint's.", javaType = "String", label = "producer")
    public static final String POD_NAME = KubernetesConstants.KUBERNETES_POD_NAME;

    @Metadata(
            description = "The name of an object, instead of the endpoint's.",
            javaType = "String",
            label = "producer")
    public static final String RESOURCE_NAME = "CamelKubernetesResourceName";

    @Metadata(
            description = "A label selector that has to hold beside the endpoint's: text, or a Map of labels and their"
                    + " values.",
            javaType = "String or Map",
            label = "producer")
    public static final String LABEL_SELECTOR = "CamelKubeCacheLabelSelector";

    @Metadata(
            description = "A field selector that has to hold beside the endpoint's.",
            javaType = "String",
            label = "producer")
    public static final String FIELD_SELECTOR = "CamelKubeCacheFieldSelector";

    @Metadata(
            description = "With a label's key behind it, as in CamelKubeCacheLabel.app: the value that the label must"
                    + " have. Whatever is in it, it is read as one value.",
            javaType = "String",
            label = "producer")
    public static final String LABEL = "CamelKubeCacheLabel.";

    @Metadata(
            description = "Of the answer: the version of the object, or of the cache where it is a list or a number.",
            javaType = "String",
            label = "producer")
    public static final String RESOURCE_VERSION = "CamelKubeCacheResourceVersion";

    @Metadata(
            description = "Of the answer: how many seconds ago the API server was last heard of.",
            javaType = "Long",
            label = "producer")
    public static final String AGE = "CamelKubeCacheAge";

    private KubeCacheHeaders() {}
}
