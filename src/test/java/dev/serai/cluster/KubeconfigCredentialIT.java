package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A credential that is read from a file or printed by a program is renewed while it is used. */
class KubeconfigCredentialIT extends KubeconfigTestSupport {

    @Test
    void aTokenFileThatChangesIsReadAgain() throws IOException {
        Path config = config("config", "insecure-skip-tls-verify: true", "{tokenFile: token}");
        try (KubernetesClient client = client(config.toString())) {
            client.raw("/version");
            Files.writeString(directory.resolve("token"), "of-later");
            await().untilAsserted(() -> {
                client.raw("/version");
                assertThat(ASKED.get(ASKED.size() - 1)).containsEntry("authorization", "[Bearer of-later]");
            });
        }
        assertThat(ASKED.get(0)).containsEntry("authorization", "[Bearer of-a-file]");
    }

    @Test
    @Timeout(120)
    void whoAsksDoesNotWaitForThePluginWhichRunsAgainBeforeItsCredentialExpires() throws Exception {
        // The second time it does not end before somebody writes.
        script("bin/runs", """
            cd "${0%/*}"
            expires=$(date -u -d '+4 seconds' +%FT%TZ) token=first
            if [ -e once ]; then touch again; cat released >&2; expires=2100-01-01T00:00:00Z token=second; fi
            touch once
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":'
            printf '{"token":"%s","expirationTimestamp":"%s"}}' $token $expires
            """);
        Path released = directory.resolve("bin/released");
        assertThat(new ProcessBuilder("mkfifo", released.toString()).start().waitFor())
                .isZero();
        try (KubernetesClient client = client(plugin("bin/runs").toString())) {
            client.raw("/version");
            await().until(() -> Files.exists(directory.resolve("bin/again")));
            assertThat(CompletableFuture.supplyAsync(() -> client.raw("/version")))
                    .succeedsWithin(Duration.ofSeconds(20));
            assertThat(ASKED).extracting(came -> came.get("authorization")).containsOnly("[Bearer first]");
            Files.writeString(released, "go on");
            awaitToken(client, "[Bearer second]");
        }
    }

    @Test
    void aPluginRunsAgainWhenItsCredentialIsRefused() throws IOException {
        script("bin/runs", """
            cd "${0%/*}"
            token=STALE; if [ -e once ]; then token=fresh; fi
            touch once
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' $token
            """.replace("STALE", STALE));
        try (KubernetesClient client = client(plugin("bin/runs").toString())) {
            awaitToken(client, "[Bearer fresh]");
        }
        assertThat(ASKED.get(0)).containsEntry("authorization", "[Bearer " + STALE + "]");
    }

    private static void awaitToken(KubernetesClient client, String token) {
        await().ignoreExceptions().untilAsserted(() -> {
            client.raw("/version");
            assertThat(ASKED.get(ASKED.size() - 1)).containsEntry("authorization", token);
        });
    }

    private Path plugin(String command) throws IOException {
        return config(
                "config",
                "insecure-skip-tls-verify: true",
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: %s, interactiveMode: Never}}"
                        .formatted(command));
    }

    @Test
    void aPluginThatFailsGivesNoCredential() throws IOException {
        assertThat(asked(plugin("bin/broken").toString())).doesNotContainKey("authorization");
    }
}
