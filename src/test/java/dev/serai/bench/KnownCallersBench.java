package dev.serai.bench;

import dev.serai.fixture.api.ApiServerMetrics;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.http.IssuedCertificate;
import dev.serai.fixture.http.PrivateAuthority;
import dev.serai.fixture.http.TrustingTls;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/**
 * What it costs that callers are known: a GET with a token whose TokenReview and SubjectAccessReview are known, beside a
 * GET of a Serai that answers anyone. The same with TLS. {@code bench/README.md} tells how it is run.
 */
class KnownCallersBench {

    private static final String POD = "/api/v1/namespaces/default/pods/pod-7";
    private static final int WARM_UP_SECONDS = 12;
    private static final int ROUNDS = 7;
    private static final int SECONDS = 3;
    private static final int READS = 1_000;

    @Test
    void readsOfKnownCallers() throws IOException {
        try (KubeApi api = KubeApi.start();
                SeraiProcess none = Cluster.serai(api.kubeconfig()).measured();
                SeraiProcess known = Cluster.serai(api.kubeconfig()).measured();
                SeraiProcess noneByTls = Cluster.serai(api.kubeconfig()).measured();
                SeraiProcess knownByTls = Cluster.serai(api.kubeconfig()).measured()) {
            BenchPods.create(api);
            IssuedCertificate certificate = new PrivateAuthority().serverCertificate();
            for (SeraiProcess serai : List.of(known, knownByTls)) {
                serai.set("SERAI_AUTH_MODE", "tokenreview");
            }
            for (SeraiProcess serai : List.of(noneByTls, knownByTls)) {
                serai.set("SERAI_TLS_CERTIFICATE", file(serai, "tls.crt", certificate.chainPem()))
                        .set("SERAI_TLS_KEY", file(serai, "tls.key", certificate.pkcs8()))
                        .tls(TrustingTls.context());
            }
            List<SeraiProcess> all = List.of(none, known, noneByTls, knownByTls);
            all.forEach(SeraiProcess::start);
            all.forEach(serai -> serai.awaitReady(Cluster.STARTED));
            String token = reader(api, "reader");
            var load = new ReadLoad(List.of(
                    measured("none", none, "", null),
                    measured("token", known, token, null),
                    measured("tls", noneByTls, "", TrustingTls.context()),
                    measured("tls+token", knownByTls, token, TrustingTls.context())));
            load.warmUp(POD, WARM_UP_SECONDS);
            load.measure(
                    POD,
                    ROUNDS,
                    SECONDS,
                    List.of(List.of("token", "none"), List.of("tls+token", "tls"), List.of("tls+token", "none")));
            countReviews(api, known);
        }
    }

    private static void countReviews(KubeApi api, SeraiProcess known) {
        HttpCaller caller = HttpCaller.plain(known.url(), reader(api, "other-reader"));
        long tokens = ApiServerMetrics.writes(api, "tokenreviews");
        long rights = ApiServerMetrics.writes(api, "subjectaccessreviews");
        for (int i = 0; i < READS; i++) {
            if (caller.get(POD).status() != 200) {
                throw new IllegalStateException("a caller who may read is refused");
            }
        }
        System.out.printf(
                "%nupstream for %d GETs of one caller: %d TokenReviews, %d SubjectAccessReviews%n",
                READS,
                ApiServerMetrics.writes(api, "tokenreviews") - tokens,
                ApiServerMetrics.writes(api, "subjectaccessreviews") - rights);
    }

    private static ReadLoad.Measured measured(String name, SeraiProcess serai, String token, SSLContext tls) {
        return new ReadLoad.Measured(
                name, new ReadCallers.Target(URI.create(serai.url()).getPort(), token, tls), serai.pid());
    }

    /** A token of someone who may read pods, and nothing else. */
    static String reader(KubeApi api, String name) {
        String token = api.token(name);
        api.kubectl("create", "clusterrole", name, "--verb=get,list,watch", "--resource=pods");
        api.kubectl("create", "clusterrolebinding", name, "--clusterrole=" + name, "--serviceaccount=default:" + name);
        return token;
    }

    private static String file(SeraiProcess serai, String name, String content) throws IOException {
        return Files.writeString(Cluster.file(serai, name), content).toString();
    }
}
