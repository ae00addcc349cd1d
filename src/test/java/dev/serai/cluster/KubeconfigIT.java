package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kubeconfig means to Serai what it means to kubectl: both ask the same server, which remembers how they came. */
class KubeconfigIT extends KubeconfigTestSupport {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{token: given}",
                "{tokenFile: token}",
                "{tokenFile: ./bin/../token}",
                "{tokenFile: token, token: given}",
                "{tokenFile: nowhere, token: given}",
                "{username: someone, password: pa$$ word}",
                "{token: given, as: someone}",
                "{token: given, as: someone, as-groups: [a, b], as-uid: u-1, as-user-extra: {reason: [one, two]}}",
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, args: ['a $HOME b'],"
                        + " env: [{name: GREETING, value: hello}], interactiveMode: Never}}",
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/plugin, interactiveMode:"
                        + " IfAvailable}}",
                "{token: given, exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/plugin,"
                        + " interactiveMode: Never}}"
            })
    void theUserComesAsWithKubectl(String user) throws IOException {
        Path config = config("config", "insecure-skip-tls-verify: true", user);
        assertThat(asked(config.toString())).isEqualTo(askedByKubectl(config.toString()));
    }

    @Test
    void ofSeveralFilesTheFirstThatNamesSomethingSaysWhatItIs() throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        Files.writeString(directory.resolve("sub/token"), "of-the-sub-directory");
        Path users = Files.writeString(
                directory.resolve("sub/users"),
                "users: [{name: u, user: {tokenFile: token}}, {name: v, user: {token: v}}]\n");
        Path all = config("all", "insecure-skip-tls-verify: true", "{token: of-the-second}");
        Path context = Files.writeString(
                directory.resolve("context"),
                "contexts: [{name: other, context: {cluster: c, user: v}}]\ncurrent-context: other\n");
        Path missing = directory.resolve("missing");

        for (List<Path> files : List.of(
                List.of(missing, users, all),
                List.of(all, users),
                List.of(context, all, users),
                List.of(all, missing, context, users))) {
            ASKED.clear();
            String named = String.join(":", files.stream().map(Path::toString).toList()) + ":";
            assertThat(asked(named)).as(named).isEqualTo(askedByKubectl(named));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{auth-provider: {name: gcp}} | has the auth-provider 'gcp'",
                "{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}} | has the apiVersion",
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}}"
                        + " | interactiveMode: Always"
            })
    void whatCannotBeDoneIsRefused(String user, String reason) throws IOException {
        Path config = config("config", "insecure-skip-tls-verify: true", user);
        assertThatThrownBy(() -> asked(config.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> askedByKubectl(config.toString())).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "current-context: nowhere | current-context is 'nowhere'",
                "{current-context: x, contexts: [{name: x, context: {cluster: c}}]} | names the cluster 'c'",
                "'{' | cannot be read"
            })
    void aFileThatLeadsNowhereIsRefused(String text, String reason) throws IOException {
        Path config = Files.writeString(directory.resolve("config"), text);
        assertThatThrownBy(() -> asked(config.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason);
    }
}
