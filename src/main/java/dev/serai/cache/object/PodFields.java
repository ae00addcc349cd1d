package dev.serai.cache.object;

/**
 * The fields of pods that field selectors use most.
 *
 * @param nodeName {@code spec.nodeName}; empty if there is none
 * @param phase {@code status.phase}; empty if there is none
 */
public record PodFields(String nodeName, String phase) {

    public static final PodFields NONE = new PodFields("", "");

    public static PodFields of(String nodeName, String phase) {
        return nodeName.isEmpty() && phase.isEmpty() ? NONE : new PodFields(nodeName.intern(), phase.intern());
    }
}
