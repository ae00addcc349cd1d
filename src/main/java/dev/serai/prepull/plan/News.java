package dev.serai.prepull.plan;

import dev.serai.prepull.spec.ImagePrepull;
import java.time.Duration;

/**
 * Something that people are told of.
 *
 * @param prepull of which ImagePrepull
 * @param phase what happened: {@code Started}, {@code Completed}, {@code Suspended}; of a node {@code Succeeded},
 *     {@code Failed}, {@code TryFailed}
 * @param node the node; empty if it is of none
 * @param reason why, one word; may be empty
 * @param message for people
 * @param took how long the pod has worked; zero if it is of none
 */
public record News(ImagePrepull prepull, String phase, String node, String reason, String message, Duration took) {

    static News of(ImagePrepull prepull, String phase, String message) {
        return new News(prepull, phase, "", "", message, Duration.ZERO);
    }
}
