package dev.serai.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The cluster behind Serai: {@code serai.cluster}.
 *
 * @param mode where to find the cluster
 */
public record ClusterConfiguration(Mode mode) {

    /** Where to find the cluster. */
    public enum Mode {
        /** The kubeconfig, or else the service account of the pod Serai runs in. */
        AUTO,
        /** An embedded API server with sample pods, for a machine without a cluster. */
        DEMO
    }

    /** Whether it is the embedded cluster, which ends with the process. */
    public boolean isDemo() {
        return mode == Mode.DEMO;
    }

    /**
     * Reads the value of {@code serai.cluster}.
     *
     * @throws IllegalArgumentException if it is not a mode
     */
    public static ClusterConfiguration parse(String value) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.name().equalsIgnoreCase(value))
                .findFirst()
                .map(ClusterConfiguration::new)
                .orElseThrow(() -> new IllegalArgumentException("serai.cluster is '%s'; it is one of: %s"
                        .formatted(
                                value,
                                Arrays.stream(Mode.values())
                                        .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")))));
    }
}
