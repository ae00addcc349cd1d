package dev.serai.prepull;

import dev.serai.prepull.plan.Planner;
import dev.serai.prepull.pod.MechanismChoice;
import dev.serai.prepull.pod.PullPodTemplate;

/**
 * How ImagePrepulls are worked off: {@code serai.prepull.*}.
 *
 * @param lease the Lease whose holder works; empty if nobody does
 * @param mechanism how nodes are made to pull
 * @param holderImage what runs beside mounted images
 * @param priorityClass the priority class of the pods; empty for none
 * @param perRegistry how many pods may pull from one registry at a time; 0 for any number
 */
public record PrepullConfiguration(
        String lease, MechanismChoice mechanism, String holderImage, String priorityClass, int perRegistry) {

    public PrepullConfiguration {
        if (holderImage.isEmpty()) {
            throw new IllegalArgumentException(
                    "serai.prepull.holder-image is empty; it is an image that does nothing, such as a pause image");
        }
        if (perRegistry < 0) {
            throw new IllegalArgumentException(
                    "serai.prepull.per-registry is %d; it is a whole number from 0".formatted(perRegistry));
        }
    }

    /** Whether this process works on ImagePrepulls. */
    public boolean isEnabled() {
        return !lease.isEmpty();
    }

    Planner planner() {
        return new Planner(new PullPodTemplate(holderImage, priorityClass), mechanism, perRegistry);
    }
}
