package dev.serai.cluster.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The kubeconfig that the environment names, read as client-go does ({@code tools/clientcmd/loader.go}). If {@code
 * KUBECONFIG} names several files, the first one that defines a context, cluster or user wins. Missing files are
 * skipped, and a path in a file is relative to that file.
 */
public final class KubeconfigFiles {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String VARIABLE = "KUBECONFIG";

    private final Map<String, Context> contexts = new LinkedHashMap<>();
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, Path> clusterFiles = new LinkedHashMap<>();
    private final Map<String, AuthInfo> users = new LinkedHashMap<>();
    private @Nullable String currentContext;

    private KubeconfigFiles() {}

    /**
     * Reads the files of {@code KUBECONFIG}, or {@code ~/.kube/config} if it is not set.
     *
     * @return the cluster and the user of the current context; null if none is set
     * @throws IllegalStateException if a file cannot be read, or what it refers to is missing
     */
    public static @Nullable KubeconfigContext read(Map<String, String> environment, Path home) {
        var files = new KubeconfigFiles();
        for (Path file : paths(environment, home)) {
            if (Files.exists(file)) {
                files.add(file.toAbsolutePath());
            }
        }
        return files.current();
    }

    private static List<Path> paths(Map<String, String> environment, Path home) {
        String named = environment.get(VARIABLE);
        if (named == null || named.isEmpty()) {
            return List.of(home.resolve(".kube").resolve("config"));
        }
        var paths = new ArrayList<Path>();
        for (String path : named.split(File.pathSeparator)) {
            if (!path.isEmpty()) {
                paths.add(Path.of(path));
            }
        }
        return paths;
    }

    private void add(Path file) {
        Config config = parse(file);
        if (currentContext == null && !isEmpty(config.getCurrentContext())) {
            currentContext = config.getCurrentContext();
        }
        for (NamedContext named : each(config.getContexts())) {
            contexts.putIfAbsent(named.getName(), named.getContext());
        }
        for (NamedCluster named : each(config.getClusters())) {
            clusters.computeIfAbsent(named.getName(), name -> {
                clusterFiles.put(name, file);
                Cluster cluster = named.getCluster();
                if (cluster != null) {
                    cluster.setCertificateAuthority(absolute(file, cluster.getCertificateAuthority()));
                }
                return cluster;
            });
        }
        for (NamedAuthInfo named : each(config.getUsers())) {
            users.computeIfAbsent(named.getName(), name -> absolute(file, named.getUser()));
        }
    }

    private static <T> List<T> each(List<T> list) {
        return list == null ? List.of() : list;
    }

    private static Config parse(Path file) {
        try {
            JsonNode read = YAML.readTree(Files.readAllBytes(file));
            return YAML.treeToValue(read.isObject() ? read : YAML.createObjectNode(), Config.class);
        } catch (IOException | RuntimeException e) {
            // The parser's message may quote the file, which holds secrets.
            throw new IllegalStateException("the kubeconfig '%s' cannot be read".formatted(file), e);
        }
    }

    private static AuthInfo absolute(Path file, AuthInfo user) {
        if (user != null) {
            user.setClientCertificate(absolute(file, user.getClientCertificate()));
            user.setClientKey(absolute(file, user.getClientKey()));
            user.setTokenFile(absolute(file, user.getTokenFile()));
            // A command without a slash is searched in the PATH.
            if (user.getExec() != null && user.getExec().getCommand().contains(File.separator)) {
                user.getExec().setCommand(absolute(file, user.getExec().getCommand()));
            }
        }
        return user;
    }

    private static @Nullable String absolute(Path file, @Nullable String path) {
        return isEmpty(path) ? null : file.resolveSibling(path).toString();
    }

    private @Nullable KubeconfigContext current() {
        if (currentContext == null) {
            return null;
        }
        Context context = contexts.get(currentContext);
        if (context == null) {
            throw new IllegalStateException(
                    "the kubeconfig's current-context is '%s', and there is no such context".formatted(currentContext));
        }
        Cluster cluster = clusters.get(context.getCluster());
        if (cluster == null || isEmpty(cluster.getServer())) {
            throw new IllegalStateException("the kubeconfig's context '%s' names the cluster '%s', which has no server"
                    .formatted(currentContext, context.getCluster()));
        }
        AuthInfo user = isEmpty(context.getUser()) ? new AuthInfo() : users.get(context.getUser());
        if (user == null) {
            throw new IllegalStateException("the kubeconfig's context '%s' names the user '%s', which is not there"
                    .formatted(currentContext, context.getUser()));
        }
        return new KubeconfigContext(
                currentContext, context, cluster, Objects.requireNonNull(clusterFiles.get(context.getCluster())), user);
    }

    private static boolean isEmpty(@Nullable String value) {
        return value == null || value.isEmpty();
    }
}
