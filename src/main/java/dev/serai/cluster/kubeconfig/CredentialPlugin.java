package dev.serai.cluster.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A kubeconfig's {@code exec}: a program that prints a credential. It runs without a shell. It runs again before the
 * credential expires and after the API server has refused it, as in client-go ({@code plugin/pkg/client/auth/exec}).
 */
final class CredentialPlugin extends RenewedCredential {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialPlugin.class);
    private static final Set<String> VERSIONS =
            Set.of("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1");
    private static final Duration ANSWER_AT_MOST = Duration.ofSeconds(30);
    private static final Duration NEXT_TRY = Duration.ofSeconds(10);
    // A credential is replaced this long before it expires, or after half of its life if that is shorter.
    private static final Duration AHEAD = Duration.ofMinutes(1);
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final String NEEDS_INPUT = "Always";
    private static final JsonMapper JSON = new JsonMapper();

    private final ExecConfig exec;
    private final Cluster cluster;
    private final Clock clock;
    private volatile JsonNode status = JSON.createObjectNode();

    /**
     * Does not run the program yet.
     *
     * @throws IllegalStateException if the plugin is of an unknown version or needs a user who types
     */
    CredentialPlugin(ExecConfig exec, Cluster cluster, Clock clock) {
        if (!VERSIONS.contains(exec.getApiVersion())) {
            throw new IllegalStateException(
                    "the kubeconfig's exec plugin '%s' has the apiVersion '%s'; it is one of: %s"
                            .formatted(
                                    exec.getCommand(),
                                    exec.getApiVersion(),
                                    String.join(", ", VERSIONS.stream().sorted().toList())));
        }
        if (NEEDS_INPUT.equals(exec.getInteractiveMode())) {
            throw new IllegalStateException(
                    "the kubeconfig's exec plugin '%s' has interactiveMode: Always, and nobody types into Serai"
                            .formatted(exec.getCommand()));
        }
        this.exec = exec;
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public String getToken() {
        return status.path("token").textValue();
    }

    /** Gives the certificate of the plugin, if there is one, to a client; it stays for the client's life. */
    void addCertificateTo(Config config) {
        JsonNode answer = status;
        if (answer.hasNonNull("clientCertificateData") && answer.hasNonNull("clientKeyData")) {
            config.setClientCertData(base64(answer.path("clientCertificateData").textValue()));
            config.setClientKeyData(base64(answer.path("clientKeyData").textValue()));
        }
    }

    @Override
    @Nullable
    Duration renew() {
        try {
            JsonNode printed = run();
            Duration again = again(printed);
            status = printed;
            return again;
        } catch (IOException | IllegalStateException | DateTimeParseException e) {
            // Not the output: it may be a credential. An IllegalStateException is thrown by this class and says what
            // was wrong.
            String reason = e instanceof IllegalStateException
                    ? e.getMessage()
                    : e.getClass().getSimpleName();
            LOG.warn("the kubeconfig's exec plugin '{}' gave no credential: {}", exec.getCommand(), reason);
            return NEXT_TRY;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NEXT_TRY;
        }
    }

    private @Nullable Duration again(JsonNode printed) {
        String at = printed.path("expirationTimestamp").textValue();
        if (at == null) {
            return null;
        }
        Duration left = Duration.between(clock.instant(), OffsetDateTime.parse(at));
        Duration half = left.dividedBy(2);
        Duration again = half.compareTo(AHEAD) < 0 ? half : left.minus(AHEAD);
        return again.compareTo(SOONEST) < 0 ? SOONEST : again;
    }

    private JsonNode run() throws IOException, InterruptedException {
        Path output = Files.createTempFile("credential", ".json");
        try {
            Process process = process(output);
            if (!process.waitFor(ANSWER_AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("it did not end within " + ANSWER_AT_MOST.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("it ended with " + process.exitValue());
            }
            return credential(Files.readAllBytes(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private Process process(Path output) throws IOException {
        List<String> command = new ArrayList<>(List.of(exec.getCommand()));
        if (exec.getArgs() != null) {
            command.addAll(exec.getArgs());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        if (exec.getEnv() != null) {
            exec.getEnv().forEach(variable -> builder.environment().put(variable.getName(), variable.getValue()));
        }
        builder.environment().put("KUBERNETES_EXEC_INFO", ExecInfo.of(exec, cluster));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private JsonNode credential(byte[] output) throws IOException {
        JsonNode credential;
        try {
            credential = JSON.readTree(output);
        } catch (IOException e) {
            throw new IllegalStateException("what it printed is no JSON", e);
        }
        if (!exec.getApiVersion().equals(credential.path("apiVersion").textValue())) {
            throw new IllegalStateException("what it printed is not of " + exec.getApiVersion());
        }
        JsonNode answer = credential.path("status");
        if (!answer.hasNonNull("token") && !answer.hasNonNull("clientCertificateData")) {
            throw new IllegalStateException("there is neither a token nor a certificate in what it printed");
        }
        return answer;
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
