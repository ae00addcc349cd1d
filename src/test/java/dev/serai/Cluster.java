package dev.serai;

import dev.serai.fixture.SeraiProcess;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.HttpCaller;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** How tests speak to Serai and to the API server behind it. */
public final class Cluster {

    public static final String PODS = "/api/v1/namespaces/default/pods";
    public static final Duration STARTED = Duration.ofSeconds(60);

    private Cluster() {}

    public static SeraiProcess serai(Path kubeconfig) {
        return SeraiProcess.with(Map.of("KUBECONFIG", kubeconfig.toString()));
    }

    /** The API server's own answer to a GET. */
    public static String direct(KubeApi api, String path) {
        return api.kubectl("get", "--raw", path);
    }

    /** A cluster administrator who asks the API server itself. */
    public static HttpCaller administrator(KubeApi api) {
        return HttpCaller.tls(withoutSlash(api.client().getMasterUrl().toString()), administratorToken(api));
    }

    /** A bearer token with which one may do anything; to be asked for once. */
    static String administratorToken(KubeApi api) {
        String account = "administrator";
        String token = api.token(account);
        api.kubectl(
                "create",
                "clusterrolebinding",
                account,
                "--clusterrole=cluster-admin",
                "--serviceaccount=default:" + account);
        return token;
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    public static HttpResponse<String> post(SeraiProcess serai, String path, String body) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public static HttpResponse<String> delete(SeraiProcess serai, String path) {
        return serai.send(
                HttpRequest.newBuilder(URI.create(serai.url() + path)).DELETE().build());
    }

    public static HttpResponse<String> ready(SeraiProcess serai) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.managementUrl() + "/observe/health/ready"))
                .build());
    }

    public static Path file(SeraiProcess serai, String name) {
        return serai.directory().resolve(name);
    }
}
