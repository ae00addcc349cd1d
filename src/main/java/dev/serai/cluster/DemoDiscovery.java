package dev.serai.cluster;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.APIGroupListBuilder;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.APIVersionsBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The documents by which a client finds out what the demo cluster serves. */
final class DemoDiscovery {
    private static final Map<String, String> VERSION =
            Map.of("major", "1", "minor", "35", "gitVersion", "v1.35.0-demo", "platform", "serai/demo");
    private static final List<APIResource> POD_SUBRESOURCES = List.of(
            new APIResourceBuilder()
                    .withName("pods/eviction")
                    .withSingularName("")
                    .withGroup("policy")
                    .withVersion("v1")
                    .withKind("Eviction")
                    .withNamespaced(true)
                    .withVerbs("create")
                    .build(),
            new APIResourceBuilder()
                    .withName("pods/status")
                    .withSingularName("")
                    .withKind("Pod")
                    .withNamespaced(true)
                    .withVerbs("get", "patch", "update")
                    .build());

    private DemoDiscovery() {}

    static Optional<Object> document(String path) {
        return switch (path) {
            case "/version" -> Optional.of(VERSION);
            case "/api" ->
                Optional.of(new APIVersionsBuilder().withVersions("v1").build());
            case "/apis" ->
                Optional.of(new APIGroupListBuilder()
                        .withGroups(groups().map(DemoDiscovery::group).toList())
                        .build());
            case "/api/v1" -> resources(r -> r.group().isEmpty());
            // Clients that would check an object against the schema find none and send it as it is.
            case "/openapi/v3" -> Optional.of(Map.of("paths", Map.of()));
            default -> path.startsWith("/apis/") ? ofGroup(path.substring("/apis/".length())) : Optional.empty();
        };
    }

    private static Optional<Object> ofGroup(String groupOrVersion) {
        return groupOrVersion.contains("/")
                ? resources(r -> r.apiVersion().equals(groupOrVersion))
                : groups().filter(groupOrVersion::equals).findFirst().map(DemoDiscovery::group);
    }

    private static Optional<Object> resources(Predicate<DemoResource> wanted) {
        List<DemoResource> served =
                Arrays.stream(DemoResource.values()).filter(wanted).toList();
        if (served.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new APIResourceListBuilder()
                .withGroupVersion(served.get(0).apiVersion())
                .addAllToResources(served.stream().map(DemoResource::described).toList())
                .addAllToResources(served.contains(DemoResource.PODS) ? POD_SUBRESOURCES : List.of())
                .build());
    }

    private static Stream<String> groups() {
        return Arrays.stream(DemoResource.values())
                .map(DemoResource::group)
                .filter(group -> !group.isEmpty())
                .distinct();
    }

    private static APIGroup group(String name) {
        return new APIGroupBuilder()
                .withName(name)
                .addNewVersion(name + "/v1", "v1")
                .withNewPreferredVersion(name + "/v1", "v1")
                .build();
    }
}
