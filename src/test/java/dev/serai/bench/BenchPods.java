package dev.serai.bench;

import dev.serai.fixture.api.KubeApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A hundred pods in the namespace {@code default}, as a Deployment makes them and a kubelet reports on them: some 6 KB. */
final class BenchPods {

    private static final int PODS = 100;

    private BenchPods() {}

    /** Creates them, named {@code pod-0} and so on. */
    static void create(KubeApi api) throws IOException {
        try (InputStream pod = Objects.requireNonNull(BenchPods.class.getResourceAsStream("pod.json"))) {
            String template = new String(pod.readAllBytes(), StandardCharsets.UTF_8);
            String pods = IntStream.range(0, PODS)
                    .mapToObj(i -> template.replace("NAME", "pod-" + i))
                    .collect(Collectors.joining(",", "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[", "]}"));
            api.kubectlWithInput(pods, "create", "-f", "-");
            api.kubectlWithInput(pods, "replace", "--subresource=status", "-f", "-");
        }
    }
}
