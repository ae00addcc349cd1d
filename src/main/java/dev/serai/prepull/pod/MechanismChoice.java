package dev.serai.prepull.pod;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which mechanism each node gets: {@code serai.prepull.mechanism}.
 *
 * @param always the mechanism of all nodes; empty to choose by what each node can do
 */
public record MechanismChoice(Optional<Mechanism> always) {

    // Image volumes are on by default since 1.35 (KEP-4639): in the API server, which drops them else, and the kubelet.
    private static final long KUBERNETES = version(1, 35);
    // Runtimes that mount images: containerd/containerd#10579, and CRI-O since KEP-4639 was alpha.
    private static final Map<String, Long> RUNTIMES = Map.of("containerd", version(2, 1), "cri-o", version(1, 31));
    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*");
    private static final List<String> WORDS = List.of("image-volume", "command", "auto");

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it is none of the words
     */
    public static MechanismChoice parse(String word) {
        if (!WORDS.contains(word)) {
            throw new IllegalArgumentException(
                    "serai.prepull.mechanism is '%s'; one of %s".formatted(word, String.join(", ", WORDS)));
        }
        return new MechanismChoice(
                word.equals("auto")
                        ? Optional.empty()
                        : Optional.of(
                                Mechanism.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'))));
    }

    /** The mechanism of one node, below an API server of this version, such as {@code v1.35.4}. */
    public Mechanism of(WorkerNode node, String apiServer) {
        return always.orElseGet(() -> knows(apiServer, KUBERNETES) && knows(node.kubelet(), KUBERNETES) && mounts(node)
                ? Mechanism.IMAGE_VOLUME
                : Mechanism.COMMAND);
    }

    private static boolean mounts(WorkerNode node) {
        String[] runtime = node.runtime().split("://", 2);
        Long least = RUNTIMES.get(runtime[0]);
        return least != null && runtime.length == 2 && knows(runtime[1], least);
    }

    private static boolean knows(String version, long least) {
        Matcher parts = VERSION.matcher(version);
        return parts.matches() && version(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))) >= least;
    }

    private static long version(long major, long minor) {
        return major * 10_000 + minor;
    }
}
