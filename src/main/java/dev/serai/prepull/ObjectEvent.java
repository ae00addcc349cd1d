package dev.serai.prepull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.kube.Sha256;
import dev.serai.prepull.plan.News;
import dev.serai.prepull.spec.ImagePrepull;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Makes the Kubernetes Events that {@code kubectl describe} shows of an ImagePrepull. */
final class ObjectEvent {

    private static final int MESSAGE_LETTERS = 1_000;
    private static final Set<String> WARNINGS = Set.of("Failed", "TryFailed", "Refused");

    private ObjectEvent() {}

    /** The Event of some news. The same news makes the same name: told twice, it is there once. */
    static ObjectNode of(News news, Instant now) {
        ImagePrepull prepull = news.prepull();
        String digest = Sha256.hex(
                String.join(
                        " ",
                        prepull.uid(),
                        Long.toString(prepull.generation()),
                        prepull.retry(),
                        news.phase(),
                        news.node(),
                        news.reason(),
                        news.phase().equals("Completed") ? now.toString() : ""),
                16);
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode event =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("name", prepull.name() + "." + digest).put("namespace", prepull.namespace());
        event.putObject("involvedObject")
                .put("apiVersion", ImagePrepull.API_VERSION)
                .put("kind", ImagePrepull.KIND)
                .put("namespace", prepull.namespace())
                .put("name", prepull.name())
                .put("uid", prepull.uid());
        event.put("reason", reason(news.phase()))
                .put("message", message(news))
                .put("type", WARNINGS.contains(news.phase()) ? "Warning" : "Normal")
                .put("firstTimestamp", time)
                .put("lastTimestamp", time)
                .put("count", 1);
        event.putObject("source").put("component", "serai");
        return event.put("reportingComponent", "serai.dev/serai").put("reportingInstance", "");
    }

    private static String reason(String phase) {
        return switch (phase) {
            case "Succeeded" -> "Pulled";
            case "Failed", "TryFailed" -> "PullFailed";
            case "Refused" -> "FailedCreate";
            default -> phase;
        };
    }

    private static String message(News news) {
        String message = news.node().isEmpty()
                ? news.message()
                : "%s: %s %s"
                        .formatted(news.node(), news.reason(), news.message())
                        .strip();
        return message.length() <= MESSAGE_LETTERS ? message : message.substring(0, MESSAGE_LETTERS);
    }
}
