package dev.serai.cluster.kubeconfig;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ExecConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The variable {@code KUBERNETES_EXEC_INFO}, which tells a credential plugin about its cluster. */
final class ExecInfo {

    private static final JsonMapper JSON = new JsonMapper();

    private ExecInfo() {}

    /** Its JSON; it says that nobody can type to the plugin. */
    static String of(ExecConfig exec, Cluster cluster) throws IOException {
        ObjectNode info = JSON.createObjectNode();
        info.put("kind", "ExecCredential").put("apiVersion", exec.getApiVersion());
        ObjectNode spec = info.putObject("spec");
        if (Boolean.TRUE.equals(exec.getProvideClusterInfo())) {
            ObjectNode about = spec.putObject("cluster");
            about.put("server", cluster.getServer());
            put(about, "tls-server-name", cluster.getTlsServerName());
            if (Boolean.TRUE.equals(cluster.getInsecureSkipTlsVerify())) {
                about.put("insecure-skip-tls-verify", true);
            }
            put(about, "certificate-authority-data", certificateAuthority(cluster));
            put(about, "proxy-url", cluster.getProxyUrl());
        }
        spec.put("interactive", false);
        return JSON.writeValueAsString(info);
    }

    private static @Nullable String certificateAuthority(Cluster cluster) throws IOException {
        return cluster.getCertificateAuthorityData() != null || cluster.getCertificateAuthority() == null
                ? cluster.getCertificateAuthorityData()
                : Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(cluster.getCertificateAuthority())));
    }

    private static void put(ObjectNode object, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            object.put(key, value);
        }
    }
}
