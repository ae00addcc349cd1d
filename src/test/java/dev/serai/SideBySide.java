package dev.serai;

import dev.serai.fixture.SeraiProcess;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.RawHttp;
import java.net.URI;
import java.util.Map;

/**
 * The API server, with widgets and a pod by the name of {@code kept}, and Serai before it. Both can be asked the same, of
 * the API server as a cluster administrator.
 */
public final class SideBySide implements AutoCloseable {

    private final KubeApi kube;
    private final SeraiProcess process;
    private final RawHttp api;
    private final RawHttp serai;

    /** Starts both; {@code settings} are Serai's. */
    public SideBySide(Map<String, String> settings) {
        kube = KubeApi.start();
        kube.kubectlWithInput(Widgets.DEFINITION, "create", "-f", "-");
        kube.kubectl("wait", "--for=condition=Established", "crd/" + Widgets.CRD);
        kube.kubectlWithInput(Pods.small("kept"), "create", "-f", "-");
        process = Cluster.serai(kube.kubeconfig());
        settings.forEach(process::set);
        process.start().awaitReady(Cluster.STARTED);
        api = RawHttp.tls(port(kube.client().getMasterUrl().toString()), Cluster.administratorToken(kube));
        serai = RawHttp.plain(port(process.url()));
    }

    public KubeApi kube() {
        return kube;
    }

    public SeraiProcess process() {
        return process;
    }

    public RawHttp api() {
        return api;
    }

    public RawHttp serai() {
        return serai;
    }

    @Override
    public void close() {
        Closing.close(process);
        Closing.close(kube);
    }

    private static int port(String url) {
        return URI.create(url).getPort();
    }
}
