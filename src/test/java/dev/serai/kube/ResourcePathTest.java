package dev.serai.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcePathTest {

    @ParameterizedTest
    @CsvSource({
        "/api/v1/pods,                                    pods, v1, , , ",
        "/api/v1/nodes/n-1,                               nodes, v1, , n-1, ",
        "/api/v1/nodes/n-1/status,                        nodes, v1, , n-1, status",
        "/api/v1/namespaces,                              namespaces, v1, , , ",
        "/api/v1/namespaces/default,                      namespaces, v1, , default, ",
        "/api/v1/namespaces/x/status,                     namespaces, v1, , x, status",
        "/api/v1/namespaces/x/finalize,                   namespaces, v1, , x, finalize",
        "/api/v1/namespaces/x/pods,                       pods, v1, x, , ",
        "/api/v1/namespaces/x/pods/web,                   pods, v1, x, web, ",
        "/api/v1/namespaces/x/pods/web/status,            pods, v1, x, web, status",
        "/api/v1/namespaces/x/pods/status,                pods, v1, x, status, ",
        "/api/v1/namespaces/namespaces/pods,              pods, v1, namespaces, , ",
        "/api/v1/namespaces/pods/pods/pods,               pods, v1, pods, pods, ",
        "/apis/apps/v1/deployments,                       deployments.apps, v1, , , ",
        "/apis/apps/v1/namespaces/x/deployments,          deployments.apps, v1, x, , ",
        "/apis/apps/v1/namespaces/x/deployments/d,        deployments.apps, v1, x, d, ",
        "/apis/apps/v1/namespaces/x/deployments/d/scale,  deployments.apps, v1, x, d, scale",
        "/apis/serai.dev/v1alpha1/imageprepulls/i,        imageprepulls.serai.dev, v1alpha1, , i, ",
        "/api/v1/namespaces/x/pods/a%2Db,                 pods, v1, x, a-b, ",
        "/api/v1/namespaces/x/pods/a+b,                   pods, v1, x, a+b, ",
        "/api/v1/namespaces/x/pods/a%20b,                 pods, v1, x, a b, ",
        "/api/v1/namespaces/x/pods/%C3%A9,                pods, v1, x, é, ",
        "/api/v1/namespaces/x/pods/system:a@b,            pods, v1, x, system:a@b, ",
        "/api/v1/p%6Fds,                                  pods, v1, , , "
    })
    void itNamesWhatKubernetesUnderstandsByIt(
            String path, String resource, String version, String namespace, String name, String subresource) {
        assertThat(ResourcePath.parse(path))
                .isEqualTo(new ResourcePath(GroupResource.parse(resource), version, namespace, name, subresource));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/v1",
                "/api/v1/",
                "/apis",
                "/apis/apps",
                "/apis/apps/v1",
                "/apis/apps/v1/",
                "/pods",
                "/API/v1/pods",
                "/v1/api/pods",
                "//api/v1/pods",
                "/api//v1/pods",
                "/api/v1//pods",
                "/api/v1/namespaces//pods",
                "/api/v1/namespaces/x/pods//",
                "/api/v1/namespaces/x//web",
                "/api/v1/namespaces/x/pods/web/status/more",
                "/api/v1/nodes/a/b/c",
                "/apis//v1/pods",
                "/api/v1/Pods",
                "/api/v1/po%2Fds",
                "/api/v1/namespaces/x/pods/a%2Fb",
                "/api/v1/namespaces/x/pods/web%2Flog",
                "/api/v1/namespaces/x%2Fservices%2Fs%2Fproxy/pods",
                "/api/v1%2Fnamespaces/x",
                "/apis/a%2Fb/v1/pods",
                "/api/v1/namespaces/x/%2E%2E",
                "/api/v1/namespaces/x/pods/web/..",
                "/apis/../v1/pods",
                "/api/../pods",
                "/api/v1/namespaces/x/pods/%",
                "/api/v1/namespaces/x/pods/%2",
                "/api/v1/namespaces/x/pods/%zz",
                "/api/v1/namespaces/x/pods/%-1"
            })
    void aPathThatLeadsToNoResourceIs404(String path) {
        assertThatThrownBy(() -> ResourcePath.parse(path)).isInstanceOfSatisfying(StatusException.class, refusal -> {
            assertThat(refusal.status().getCode()).isEqualTo(404);
            assertThat(refusal.status().getReason()).isEqualTo("NotFound");
            assertThat(refusal.status().getMessage()).isEqualTo("the server could not find the requested resource");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/x/pods/.., ..",
        "/api/v1/namespaces/x/pods/., .",
        "/api/v1/namespaces/../pods/web, ..",
        "/api/v1/namespaces/./pods, .",
        "/api/v1/namespaces/%2E%2E/pods, ..",
        "/api/v1/nodes/%2e%2e/status, .."
    })
    void noSegmentLeadsUpwards(String path, String segment) {
        assertThatBadRequest(path, "Name parameter invalid: \"%1$s\": may not be '%1$s'".formatted(segment));
    }

    @Test
    void aNameMayNotHoldAPercentSign() {
        assertThatBadRequest("/api/v1/namespaces/x/pods/a%25b", "Name parameter invalid: \"a%b\": may not contain '%'");
        assertThatBadRequest(
                "/api/v1/namespaces/x/pods/%252E%252E", "Name parameter invalid: \"%2E%2E\": may not contain '%'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/nodes/n-1",
                "/api/v1/namespaces/default",
                "/api/v1/namespaces/x/pods/web",
                "/apis/apps/v1/namespaces/x/deployments/d",
                "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node",
                "/api/v1/namespaces/x/pods/a%20b%3F%23%C3%A9",
                "/apis/serai.dev/v1alpha1/imageprepulls/i"
            })
    void itBuildsThePathThatItReads(String object) {
        ResourcePath path = ResourcePath.parse(object);

        assertThat(path.object()).isEqualTo(object);
        assertThat(object).startsWith(path.collection() + "/").startsWith(path.groupVersion() + "/");
        assertThat(path.object(path.name(), "status")).isEqualTo(object + "/status");
        assertThat(ResourcePath.parse(path.object(path.name(), "status")).object())
                .isEqualTo(object);
        assertThat(path.readableObject()).isEqualTo(URLDecoder.decode(object, StandardCharsets.UTF_8));
    }

    @Test
    void aCollectionIsNoObject() {
        assertThatThrownBy(ResourcePath.parse("/api/v1/pods")::object)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/api/v1/pods");
    }

    private static void assertThatBadRequest(String path, String message) {
        assertThatThrownBy(() -> ResourcePath.parse(path)).isInstanceOfSatisfying(StatusException.class, refusal -> {
            assertThat(refusal.status().getCode()).isEqualTo(400);
            assertThat(refusal.status().getMessage()).isEqualTo(message);
        });
    }
}
