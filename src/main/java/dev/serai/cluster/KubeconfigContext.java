package dev.serai.cluster;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The cluster and the user that a kubeconfig's current context names, with absolute paths.
 *
 * @param name the context's name
 */
record KubeconfigContext(String name, Context context, Cluster cluster, AuthInfo user) {

    private static final String OIDC = "oidc";
    private static final String UID_HEADER = "Impersonate-Uid";

    /**
     * The configuration of a client for it. fabric8 knows the most of it; what it leaves out is filled in: token files,
     * impersonation, and credential plugins, which it would run through a shell.
     *
     * @throws IllegalStateException if it says what cannot be done
     */
    Config clientConfig(Map<String, String> environment) {
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
            config.setOauthTokenProvider(
                    new TokenFile(Path.of(user.getTokenFile()), user.getToken(), Clock.systemUTC()));
        } else if (user.getExec() != null && isEmpty(user.getToken()) && isEmpty(user.getUsername())) {
            var plugin = new CredentialPlugin(user.getExec(), cluster, Clock.systemUTC());
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

    /** As in Go: a proxy-url comes first, then the environment, in either case. */
    private static void proxy(Config config, Map<String, String> environment) {
        if (!isEmpty(config.getHttpProxy()) || !isEmpty(config.getHttpsProxy())) {
            return;
        }
        config.setHttpProxy(variable(environment, "HTTP_PROXY"));
        config.setHttpsProxy(variable(environment, "HTTPS_PROXY"));
        String none = variable(environment, "NO_PROXY");
        if (none != null) {
            config.setNoProxy(none.split(","));
        }
    }

    private static String variable(Map<String, String> environment, String name) {
        for (String one : Set.of(name, name.toLowerCase(Locale.ROOT))) {
            if (!isEmpty(environment.get(one))) {
                return environment.get(one);
            }
        }
        return null;
    }

    private static boolean isEmpty(String value) {
        return value == null || value.isEmpty();
    }
}
