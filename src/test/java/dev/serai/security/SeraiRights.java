package dev.serai.security;

import dev.serai.fixture.api.KubeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rights that are shipped in {@code deploy/}, and no others. */
final class SeraiRights {

    private SeraiRights() {}

    /** Gives them to the ServiceAccount {@code serai} of the namespace {@code default}. */
    static void grant(KubeApi api) throws IOException {
        for (String file : List.of("deploy/base/serai.yaml", "deploy/components/callers/access.yaml")) {
            for (String document : Files.readString(Path.of(file)).split("(?m)^---$")) {
                if (document.contains("\nkind: ClusterRole\n")) {
                    api.kubectlWithInput(document, "apply", "-f", "-");
                    String role = document.replaceAll("(?s).*?\\n  name: (\\S+).*", "$1");
                    api.kubectl(
                            "create",
                            "clusterrolebinding",
                            "test-" + role,
                            "--clusterrole=" + role,
                            "--serviceaccount=default:serai");
                }
            }
        }
    }
}
