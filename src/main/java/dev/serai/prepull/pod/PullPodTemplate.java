package dev.serai.prepull.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.kube.Sha256;
import dev.serai.prepull.spec.ImagePrepull;
import dev.serai.prepull.verdict.PullMarks;

/**
 * Makes the pods that pull.
 *
 * @param holderImage what runs beside mounted images
 * @param priorityClass the pods' priority class; empty for none
 */
public record PullPodTemplate(String holderImage, String priorityClass) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int LABEL_LETTERS = 63;
    private static final int NAME_LETTERS = 40;
    private static final long NOBODY = 65_534;
    private static final long LEFT_ALONE_SECONDS = 60;
    // What no image has. An image without a shell is as good as any.
    private static final String NO_COMMAND = "/serai.dev/image-prepull-never-starts";

    /**
     * One try on one node.
     *
     * @param node the node
     * @param mechanism how it pulls
     * @param run what is pulled, {@link PullMarks#RUN}
     * @param tries how many tries came before
     * @param last whether it is the last one
     * @param attempts within which attempts these count, {@link PullMarks#ATTEMPTS}
     */
    public record Try(WorkerNode node, Mechanism mechanism, String run, int tries, boolean last, String attempts) {

        /** The same for the same try, so that no try can be made twice. */
        String nameOf(ImagePrepull prepull) {
            String name = prepull.name();
            String begin = name.length() > NAME_LETTERS ? name.substring(0, NAME_LETTERS) : name;
            String digest =
                    Sha256.hex(String.join(" ", prepull.uid(), node.uid(), run, attempts, Integer.toString(tries)), 12);
            return begin + "-" + digest;
        }
    }

    /** The pod of a try. */
    public ObjectNode pod(ImagePrepull prepull, Try attempt) {
        boolean holds = prepull.spec().holds() && attempt.mechanism() == Mechanism.IMAGE_VOLUME;
        ObjectNode pod = JSON.objectNode().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata =
                pod.putObject("metadata").put("name", attempt.nameOf(prepull)).put("namespace", prepull.namespace());
        metadata.putObject("labels")
                .put(PullMarks.PREPULL, prepull.name())
                .set(PullMarks.NODE, label(attempt.node().name()));
        ObjectNode annotations = metadata.putObject("annotations")
                .put(PullMarks.RUN, attempt.run())
                .put(PullMarks.TRY, Integer.toString(attempt.tries()))
                .put(PullMarks.ATTEMPTS, attempt.attempts());
        if (attempt.last()) {
            annotations.put(PullMarks.LAST_TRY, "true");
        }
        if (holds) {
            annotations.put(PullMarks.HOLDS, "true");
        }
        metadata.putArray("ownerReferences").add(owner(prepull));
        ObjectNode spec = pod.putObject("spec")
                .put("nodeName", attempt.node().name())
                .put("restartPolicy", holds ? "Always" : "Never")
                .put("terminationGracePeriodSeconds", 0)
                .put("automountServiceAccountToken", false)
                .put("enableServiceLinks", false);
        if (!holds) {
            // Where no Serai is left to end it, the kubelet does, a little later than Serai would.
            long seconds = prepull.spec().timeout().toSeconds() + LEFT_ALONE_SECONDS;
            spec.put("activeDeadlineSeconds", Math.min(Integer.MAX_VALUE, seconds));
        }
        if (!priorityClass.isEmpty()) {
            spec.put("priorityClassName", priorityClass);
        }
        spec.putArray("tolerations").addObject().put("operator", "Exists");
        ObjectNode security = spec.putObject("securityContext")
                .put("runAsNonRoot", true)
                .put("runAsUser", NOBODY)
                .put("runAsGroup", NOBODY);
        security.putObject("seccompProfile").put("type", "RuntimeDefault");
        prepull.spec().pullSecrets().forEach(secret -> spec.withArray("imagePullSecrets")
                .addObject()
                .put("name", secret));
        for (int i = 0; i < prepull.spec().images().size(); i++) {
            add(
                    spec,
                    "image-" + i,
                    prepull.spec().images().get(i),
                    prepull.spec().pullPolicy(),
                    attempt.mechanism());
        }
        return pod;
    }

    /** The reference from what an ImagePrepull owns to it. */
    public static ObjectNode owner(ImagePrepull prepull) {
        return JSON.objectNode()
                .put("apiVersion", ImagePrepull.API_VERSION)
                .put("kind", ImagePrepull.KIND)
                .put("name", prepull.name())
                .put("uid", prepull.uid())
                .put("controller", true);
    }

    private void add(ObjectNode spec, String name, String image, String policy, Mechanism mechanism) {
        ObjectNode container = spec.withArray("containers").addObject().put("name", name);
        if (mechanism == Mechanism.IMAGE_VOLUME) {
            container.put("image", holderImage).put("imagePullPolicy", "IfNotPresent");
            container
                    .putArray("volumeMounts")
                    .addObject()
                    .put("name", name)
                    .put("mountPath", "/image")
                    .put("readOnly", true);
            spec.withArray("volumes")
                    .addObject()
                    .put("name", name)
                    .putObject("image")
                    .put("reference", image)
                    .put("pullPolicy", policy);
        } else {
            container.put("image", image).put("imagePullPolicy", policy);
            container.putArray("command").add(NO_COMMAND);
        }
        ObjectNode security = container
                .putObject("securityContext")
                .put("allowPrivilegeEscalation", false)
                .put("readOnlyRootFilesystem", true);
        security.putObject("capabilities").putArray("drop").add("ALL");
    }

    private static JsonNode label(String node) {
        return JSON.textNode(
                node.length() <= LABEL_LETTERS ? node : node.substring(0, 50) + "-" + Sha256.hex(node, 12));
    }
}
