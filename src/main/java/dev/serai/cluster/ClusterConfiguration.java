package dev.serai.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which cluster Serai stands in front of: {@code serai.cluster}.
 *
 * @param mode where the cluster is found
 */
public record ClusterConfiguration(Mode mode) {

    /** Where the cluster is found. */
    public enum Mode {
        /** The kubeconfig, else the service account of the pod Serai runs in. */
        AUTO,
        /** An embedded API server with sample pods, for a machine without a cluster. */
        DEMO
    }

    /** Whether it is the embedded one, of which nothing outlives the process. */
    public boolean isDemo() {
        return mode == Mode.DEMO;
    }

    /**
     * Reads the value of {@code serai.cluster}.
     *
     * @throws IllegalArgumentException if it names no mode
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
