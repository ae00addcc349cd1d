package dev.serai.prepull.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.kube.Sha256;
import dev.serai.kube.selector.LabelSelector;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What an ImagePrepull wants.
 *
 * @param images the references of the images
 * @param nodes which nodes
 * @param pullSecrets the names of the secrets to pull with
 * @param pullPolicy {@code IfNotPresent} or {@code Always}
 * @param parallelism how many nodes at a time
 * @param timeout of one try on one node
 * @param backoffLimit how many further tries a node has
 * @param activeDeadline of the whole run; empty for none
 * @param holds whether pods stay, so that the images are in use
 * @param refresh so long after it was complete it is pulled anew; zero for never
 * @param ttl so long after it was complete the object is deleted; empty for never
 * @param suspended whether nothing is to be done for now
 */
public record ImagePrepullSpec(
        List<String> images,
        LabelSelector nodes,
        List<String> pullSecrets,
        String pullPolicy,
        Parallelism parallelism,
        Duration timeout,
        int backoffLimit,
        Optional<Duration> activeDeadline,
        boolean holds,
        Duration refresh,
        Optional<Duration> ttl,
        boolean suspended) {

    private static final int MOST_IMAGES = 64;
    private static final long TIMEOUT_SECONDS = 600;
    private static final int BACKOFF_LIMIT = 2;
    private static final Set<String> POLICIES = Set.of("IfNotPresent", "Always");
    private static final Set<String> RETENTIONS = Set.of("Release", "Hold");

    public ImagePrepullSpec {
        images = List.copyOf(images);
        pullSecrets = List.copyOf(pullSecrets);
        if (images.isEmpty() || images.size() > MOST_IMAGES) {
            throw new IllegalArgumentException(
                    "spec.images has %d entries; 1 to %d".formatted(images.size(), MOST_IMAGES));
        }
        if (new HashSet<>(images).size() < images.size()) {
            throw new IllegalArgumentException("spec.images has an image twice; each once");
        }
        oneOf("spec.imagePullPolicy", pullPolicy, POLICIES);
        notLess("spec.timeoutSeconds", timeout.toSeconds(), 1);
        notLess("spec.backoffLimit", backoffLimit, 0);
        notLess("spec.refreshSeconds", refresh.toSeconds(), 0);
        activeDeadline.ifPresent(value -> notLess("spec.activeDeadlineSeconds", value.toSeconds(), 1));
        ttl.ifPresent(value -> notLess("spec.ttlSecondsAfterFinished", value.toSeconds(), 0));
    }

    /**
     * Reads {@code spec} and puts defaults where nothing is said.
     *
     * @throws IllegalArgumentException if it is wrong; the message names field and value, and what would be right
     */
    public static ImagePrepullSpec parse(JsonNode spec) {
        String retention = spec.path("retention").asText("Release");
        oneOf("spec.retention", retention, RETENTIONS);
        return new ImagePrepullSpec(
                texts(spec.path("images")),
                NodeSelector.parse(spec.path("nodeSelector")),
                StreamSupport.stream(spec.path("imagePullSecrets").spliterator(), false)
                        .map(secret -> secret.path("name").asText())
                        .toList(),
                spec.path("imagePullPolicy").asText("IfNotPresent"),
                Parallelism.parse(spec.path("parallelism")),
                Duration.ofSeconds(spec.path("timeoutSeconds").asLong(TIMEOUT_SECONDS)),
                spec.path("backoffLimit").asInt(BACKOFF_LIMIT),
                seconds(spec.path("activeDeadlineSeconds")),
                retention.equals("Hold"),
                Duration.ofSeconds(spec.path("refreshSeconds").asLong(0)),
                seconds(spec.path("ttlSecondsAfterFinished")),
                spec.path("suspend").asBoolean(false));
    }

    /** The same for two specs that pull the same in the same way: then a node need not pull again. */
    public String pullDigest() {
        return Sha256.hex(String.join("\n", images) + "\n\n" + pullSecrets + pullPolicy + holds, 10);
    }

    /** The hosts that the images come from. */
    public Set<String> registries() {
        return images.stream().map(ImageReference::registry).collect(Collectors.toSet());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Optional<Duration> seconds(JsonNode value) {
        return value.isNumber() ? Optional.of(Duration.ofSeconds(value.asLong())) : Optional.empty();
    }

    private static void oneOf(String field, String value, Set<String> values) {
        if (!values.contains(value)) {
            throw new IllegalArgumentException("%s is '%s'; one of %s"
                    .formatted(field, value, values.stream().sorted().collect(Collectors.joining(", "))));
        }
    }

    private static void notLess(String field, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException("%s is %d; a whole number from %d".formatted(field, value, least));
        }
    }
}
