package dev.serai.cache;

import dev.serai.cache.object.ServerSelector;
import dev.serai.kube.GroupResource;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is cached: {@code serai.cache.*} and {@code serai.node}.
 *
 * @param resources the resources that are cached, each with its own informer
 * @param historySize how many changes of each resource the cache remembers, so that watches can resume
 * @param node the node whose pods alone are cached; empty for the pods of all nodes
 */
public record CacheConfiguration(List<GroupResource> resources, int historySize, String node) {

    private static final GroupResource SECRETS = new GroupResource("secrets", "");
    // A DNS subdomain, as the API server takes it for a node.
    private static final Pattern NODE =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST_NODE = 253;

    public CacheConfiguration {
        resources = List.copyOf(resources);
        if (historySize < 1) {
            throw new IllegalArgumentException(
                    "serai.cache.history is %d; it is a whole number from 1".formatted(historySize));
        }
        if (!node.isEmpty()) {
            checkNode(resources, node);
        }
    }

    /**
     * Reads {@code serai.cache.resources}, {@code serai.cache.allow-secrets} and {@code serai.cache.history}.
     *
     * @throws IllegalArgumentException if a name is no resource, or secrets are named without being allowed
     */
    public static CacheConfiguration parse(String resources, boolean allowSecrets, int historySize) {
        return new CacheConfiguration(resources(resources, allowSecrets), historySize, "");
    }

    /**
     * The same, but of pods only those of a node, {@code serai.node}; empty for all nodes.
     *
     * @throws IllegalArgumentException if it cannot be the name of a node, or pods are not cached
     */
    public CacheConfiguration ofNode(String node) {
        return new CacheConfiguration(resources, historySize, node);
    }

    /** Whether the cache has the pods of one node only. */
    public boolean isOfOneNode() {
        return !node.isEmpty();
    }

    /** Which objects of a resource are cached. */
    ServerSelector selector(GroupResource resource) {
        return isOfOneNode() && resource.equals(GroupResource.PODS)
                ? ServerSelector.ofField("spec.nodeName", node)
                : ServerSelector.ALL;
    }

    private static void checkNode(List<GroupResource> resources, String node) {
        if (node.startsWith("$(")) {
            throw new IllegalArgumentException(
                    "serai.node is '%s': there is no such variable; in a pod, env has it with valueFrom.fieldRef.fieldPath spec.nodeName"
                            .formatted(node));
        }
        if (node.length() > LONGEST_NODE || !NODE.matcher(node).matches()) {
            throw new IllegalArgumentException(
                    "serai.node is '%s'; it is the name of a node as kubectl get nodes shows it, such as worker-1, or empty"
                            .formatted(node));
        }
        if (!resources.contains(GroupResource.PODS)) {
            throw new IllegalArgumentException(
                    "serai.node is '%s', and there are no pods in serai.cache.resources; name pods there, or leave serai.node empty"
                            .formatted(node));
        }
    }

    private static List<GroupResource> resources(String names, boolean allowSecrets) {
        try {
            List<GroupResource> parsed = GroupResource.parseList(names);
            if (parsed.contains(SECRETS) && !allowSecrets) {
                throw new IllegalArgumentException("secrets are cached only with serai.cache.allow-secrets=true");
            }
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("serai.cache.resources: " + e.getMessage(), e);
        }
    }
}
