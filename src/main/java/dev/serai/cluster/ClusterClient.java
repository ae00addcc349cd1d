package dev.serai.cluster;

import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.serai.cluster.kubeconfig.KubeconfigContext;
import dev.serai.cluster.kubeconfig.KubeconfigFiles;
import dev.serai.cluster.kubeconfig.NamedServer;
import dev.serai.cluster.kubeconfig.RenewedCredential;
import dev.serai.kube.ExactJson;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.ext.web.client.WebClientOptions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the one client that all of Serai uses. */
public final class ClusterClient {

    private static final List<Class<?>> READ_FIRST = List.of(Status.class, APIResourceList.class, Namespace.class);
    private static final Path SERVICE_ACCOUNT_TOKEN = Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH);
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int REQUEST_TIMEOUT_MILLIS = 30_000;
    // fabric8 doubles this five times: after an outage the cache tries again at least every 3.2 s.
    private static final int RECONNECT_INTERVAL_MILLIS = 100;

    private ClusterClient() {}

    /**
     * The client of the cluster that the environment names: the kubeconfig, or else the pod's service account. {@code
     * module} teaches it to read types for which fabric8 has no class.
     *
     * @throws IllegalStateException if the environment names none
     */
    public static KubernetesClient fromEnvironment(Module module) {
        return fromEnvironment(System.getenv(), Path.of(System.getProperty("user.home")), module);
    }

    static KubernetesClient fromEnvironment(Map<String, String> environment, Path home, Module module) {
        KubeconfigContext context = KubeconfigFiles.read(environment, home);
        if (context != null) {
            return ready(connect(context.clientConfig(environment), module));
        }
        if (!Files.exists(SERVICE_ACCOUNT_TOKEN)) {
            throw new IllegalStateException("serai.cluster=auto found neither a kubeconfig (KUBECONFIG, ~/.kube/config)"
                    + " nor a service account; name one, or set serai.cluster=demo for the embedded cluster");
        }
        return ready(connect(Config.autoConfigure(null), module));
    }

    /** A client for {@code config} with Serai's settings. It sends nothing yet. */
    public static KubernetesClient connect(Config config) {
        return connect(config, new SimpleModule());
    }

    /** As {@link #connect(Config)}; {@code module} teaches the client to read types for which fabric8 has no class. */
    public static KubernetesClient connect(Config config, Module module) {
        Config serai = new ConfigBuilder(config)
                // fabric8 repeats requests after 429 and 5xx, whatever the method is: a repeated POST may create twice.
                .withRequestRetryBackoffLimit(0)
                .withConnectionTimeout(CONNECT_TIMEOUT_MILLIS)
                .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
                .withWatchReconnectInterval(RECONNECT_INTERVAL_MILLIS)
                .build();
        if (hasNoToken(serai)) {
            // Otherwise fabric8 would look for a token at each request: a minute after the start it would read the
            // kubeconfig every time, which is about half the cost of a write.
            serai.setOauthTokenProvider(() -> null);
        }
        // fabric8 would overwrite the caller's; OfSerai sets it only if there is none.
        serai.setUserAgent(null);
        return new KubernetesClientBuilder()
                .withConfig(serai)
                .withHttpClientFactory(new WatchfulHttp(serai.getTlsServerName()))
                .withKubernetesSerialization(exact(module))
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("serai", new OfSerai(serai)))
                .build();
    }

    /**
     * Makes a client ready to read answers, and returns it. fabric8 would make its readers with the first answer, on
     * the event loop, and block it for a second or more. {@code more} are further types to prepare beside those that
     * Serai itself asks for; each costs time at the start.
     */
    public static KubernetesClient ready(KubernetesClient client, Class<?>... more) {
        KubernetesSerialization serialization = client.getKubernetesSerialization();
        serialization.unmarshal("{\"apiVersion\":\"v1\",\"kind\":\"Status\"}", KubernetesResource.class);
        Stream.concat(READ_FIRST.stream(), Stream.of(more)).forEach(type -> serialization.unmarshal("{}", type));
        return client;
    }

    // It has a client certificate, or no credentials at all.
    private static boolean hasNoToken(Config config) {
        return config.getOauthTokenProvider() == null
                && config.getOauthToken() == null
                && config.getAutoOAuthToken() == null
                && config.getAuthProvider() == null;
    }

    // fabric8 reads watch events as trees. Without this setting, numbers in them are doubles: 1.10 would become 1.1.
    private static KubernetesSerialization exact(Module module) {
        return new KubernetesSerialization(
                ExactJson.configure(JsonMapper.builder()).addModule(module).build(), true);
    }

    /**
     * Closes a connection on which nothing has arrived for so long that it must be dead. The API server sends each
     * watch a bookmark a minute. Without this, a connection that only one end knows to be broken would freeze the
     * cache.
     */
    private static final class WatchfulHttp extends NamedServerHttp {
        private static final int SILENCE_SECONDS = 75;

        private WatchfulHttp(String serverName) {
            super(serverName);
        }

        @Override
        protected void additionalConfig(WebClientOptions options) {
            super.additionalConfig(options);
            options.setReadIdleTimeout(SILENCE_SECONDS);
        }
    }

    /** The HTTP client of requests that are passed on: they may be silent for any time, as a log may. */
    static HttpClient patientHttp(KubernetesClient client) {
        return new NamedServerHttp(client.getConfiguration().getTlsServerName())
                .newBuilder(client.getConfiguration())
                .addOrReplaceInterceptor("serai", new OfSerai(client.getConfiguration()))
                .build();
    }

    /** Uses the server name of the kubeconfig for TLS, if there is one. */
    private static class NamedServerHttp extends VertxHttpClientFactory {
        private final String serverName;

        private NamedServerHttp(String serverName) {
            this.serverName = serverName;
        }

        @Override
        protected void additionalConfig(WebClientOptions options) {
            if (serverName != null && !serverName.isEmpty() && options.getSslEngineOptions() != null) {
                options.setSslEngineOptions(NamedServer.options(options.getSslEngineOptions(), serverName));
            }
        }
    }

    private static final class OfSerai implements Interceptor {
        private static final String USER_AGENT = "User-Agent";
        private static final int UNAUTHORIZED = 401;
        private static final Duration NOT_BEFORE = Duration.ofSeconds(10);

        private final Config config;

        private OfSerai(Config config) {
            this.config = config;
        }

        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (request.header(USER_AGENT) == null) {
                builder.setHeader(USER_AGENT, "serai");
            }
        }

        @Override
        public void after(
                HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
            if (response.code() == UNAUTHORIZED && config.getOauthTokenProvider() instanceof RenewedCredential token) {
                token.refused(NOT_BEFORE);
            }
        }
    }
}
