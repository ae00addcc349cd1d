package dev.serai.cache.object;

/**
 * The fields of pods that field selectors ask for most.
 *
 * @param nodeName {@code spec.nodeName}; empty where there is none
 * @param phase {@code status.phase}; empty where there is none
 */
public record PodFields(String nodeName, String phase) {

    public static final PodFields NONE = new PodFields("", "");

    public static PodFields of(String nodeName, String phase) {
        return nodeName.isEmpty() && phase.isEmpty() ? NONE : new PodFields(nodeName.intern(), phase.intern());
    }
}
