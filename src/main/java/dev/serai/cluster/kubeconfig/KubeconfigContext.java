package dev.serai.cluster.kubeconfig;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cluster and the user of a kubeconfig's current context, with absolute paths.
 *
 * @param name the context's name
 * @param clusterFile the file that defines the cluster
 */
public record KubeconfigContext(String name, Context context, Cluster cluster, Path clusterFile, AuthInfo user) {

    private static final String OIDC = "oidc";
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|\\[::1]");
    private static final Map<String, Integer> PROXY_PORTS = Map.of("http", 80, "socks5", 1080, "socks5h", 1080);
    private static final String UID_HEADER = "Impersonate-Uid";

    /**
     * The configuration of a client for it. fabric8 supports most of it. This class adds the rest: token files,
     * impersonation, and credential plugins, which fabric8 would run through a shell.
     *
     * @throws IllegalStateException if it asks for what Serai cannot do
     */
    public Config clientConfig(Map<String, String> environment) {
        checkAuthProvider();
        AuthInfo plain = new AuthInfoBuilder(user).withExec(null).build();
        Config config = Config.empty();
        KubeConfigUtils.merge(
                config,
                name,
                new ConfigBuilder()
                        .withCurrentContext(name)
                        .addNewContext()
                        .withName(name)
                        .withContext(context)
                        .endContext()
                        .addNewCluster()
                        .withName(context.getCluster())
                        .withCluster(cluster)
                        .endCluster()
                        .addNewUser()
                        .withName(context.getUser())
                        .withUser(plain)
                        .endUser()
                        .build());
        proxy(config, environment);
        impersonate(config);
        if (user.getTokenFile() != null) {
            var file = new TokenFile(Path.of(user.getTokenFile()), user.getToken());
            file.start();
            config.setOauthTokenProvider(file);
        } else if (user.getExec() != null && isEmpty(user.getToken()) && isEmpty(user.getUsername())) {
            var plugin = new CredentialPlugin(user.getExec(), cluster, Clock.systemUTC());
            plugin.start();
            plugin.addCertificateTo(config);
            config.setOauthTokenProvider(plugin);
        }
        return config;
    }

    private void checkAuthProvider() {
        if (user.getAuthProvider() != null
                && !OIDC.equals(user.getAuthProvider().getName())) {
            throw new IllegalStateException(("the kubeconfig's user '%s' has the auth-provider '%s', which kubectl does"
                            + " not have any more either; use exec")
                    .formatted(context.getUser(), user.getAuthProvider().getName()));
        }
    }

    private void impersonate(Config config) {
        if (isEmpty(user.getAs())) {
            return;
        }
        config.setImpersonateUsername(user.getAs());
        if (user.getAsGroups() != null) {
            config.setImpersonateGroups(user.getAsGroups().toArray(String[]::new));
        }
        if (user.getAsUserExtra() != null) {
            config.setImpersonateExtras(user.getAsUserExtra());
        }
        if (!isEmpty(user.getAsUid())) {
            config.setCustomHeaders(Map.of(UID_HEADER, user.getAsUid()));
        }
    }

    /** As in Go: proxy-url comes first, then the environment, which never uses a proxy for this machine. */
    private void proxy(Config config, Map<String, String> environment) {
        config.setHttpProxy(null);
        config.setHttpsProxy(null);
        if (!isEmpty(cluster.getProxyUrl())) {
            String proxy = proxyUrl(
                    "the proxy-url of the cluster '%s' in the kubeconfig '%s'"
                            .formatted(context.getCluster(), clusterFile),
                    cluster.getProxyUrl());
            // fabric8 uses a proxy that begins with http:// only for servers of http://.
            config.setHttpProxy(proxy);
            config.setHttpsProxy(proxy);
            return;
        }
        String host = String.valueOf(URI.create(cluster.getServer()).getHost());
        if (LOOPBACK.matcher(host).matches()) {
            return;
        }
        config.setHttpProxy(proxyUrl("HTTP_PROXY", variable(environment, "HTTP_PROXY")));
        config.setHttpsProxy(proxyUrl("HTTPS_PROXY", variable(environment, "HTTPS_PROXY")));
        String none = variable(environment, "NO_PROXY");
        if (none != null) {
            config.setNoProxy(none.split(","));
        }
    }

    /** With the port, which fabric8 needs. The messages leave the value out: it may hold a password. */
    private static @Nullable String proxyUrl(String setting, @Nullable String value) {
        if (value == null) {
            return null;
        }
        URI url = url(value);
        Integer port = url == null || url.getScheme() == null
                ? null
                : PROXY_PORTS.get(url.getScheme().toLowerCase(Locale.ROOT));
        if (url == null || port == null || url.getHost() == null) {
            throw new IllegalStateException(
                    ("%s is no URL that begins with http://, socks5:// or socks5h://; to a proxy itself Serai speaks no"
                                    + " TLS")
                            .formatted(setting));
        }
        return "%s://%s%s:%d"
                .formatted(
                        url.getScheme().toLowerCase(Locale.ROOT).replace("socks5h", "socks5"),
                        url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@",
                        url.getHost(),
                        url.getPort() < 0 ? port : url.getPort());
    }

    private static @Nullable URI url(String value) {
        try {
            return new URI(value.contains("://") ? value : "http://" + value);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static @Nullable String variable(Map<String, String> environment, String name) {
        for (String one : Set.of(name, name.toLowerCase(Locale.ROOT))) {
            String value = environment.get(one);
            if (!isEmpty(value)) {
                return value;
            }
        }
        return null;
    }

    private static boolean isEmpty(@Nullable String value) {
        return value == null || value.isEmpty();
    }
}
