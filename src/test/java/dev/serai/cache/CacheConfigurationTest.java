package dev.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.serai.cache.object.ServerSelector;
import dev.serai.kube.GroupResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheConfigurationTest {

    @Test
    void resourcesAreCachedInTheOrderTheyAreNamed() {
        assertThat(CacheConfiguration.parse("pods,deployments.apps", false, 100).resources())
                .extracting(GroupResource::toString)
                .containsExactly("pods", "deployments.apps");
    }

    @Test
    void secretsAreRefusedUnlessTheyAreAllowed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheConfiguration.parse("pods,secrets", false, 100))
                .withMessage("serai.cache.resources: secrets are cached only with serai.cache.allow-secrets=true");
        assertThat(CacheConfiguration.parse("pods,secrets", true, 100).resources())
                .contains(new GroupResource("secrets", ""));
    }

    @Test
    void theSecretsOfAnotherGroupAreNoSecrets() {
        assertThat(CacheConfiguration.parse("secrets.example.com", false, 100).resources())
                .containsExactly(new GroupResource("secrets", "example.com"));
    }

    @Test
    void whatIsNoResourceIsRefusedWithTheKeyThatNamesIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheConfiguration.parse("pods,Nodes", false, 100))
                .withMessageStartingWith("serai.cache.resources: 'Nodes' is no resource");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheConfiguration.parse("", false, 100))
                .withMessageStartingWith("serai.cache.resources: '' names no resource");
    }

    @Test
    void ofANodeOnlyPodsAreSelected() {
        var agent = CacheConfiguration.parse("pods,nodes,pods.metrics.k8s.io", false, 100)
                .ofNode("worker-1.example.com");

        assertThat(agent.isOfOneNode()).isTrue();
        assertThat(agent.selector(GroupResource.PODS).fieldSelector()).isEqualTo("spec.nodeName=worker-1.example.com");
        assertThat(agent.selector(new GroupResource("nodes", ""))).isEqualTo(ServerSelector.ALL);
        assertThat(agent.selector(new GroupResource("pods", "metrics.k8s.io"))).isEqualTo(ServerSelector.ALL);
        assertThat(agent.ofNode("").selector(GroupResource.PODS)).isEqualTo(ServerSelector.ALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Worker", "worker 1", "worker_1", "-a", "a-", "a..b", "n1,status.phase=Running", "n1=", " n1"})
    void whatIsNoNodeIsRefusedWithTheKeyThatNamesIt(String node) {
        CacheConfiguration all = CacheConfiguration.parse("pods", false, 100);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.ofNode(node))
                .withMessage(
                        "serai.node is '%s'; it is the name of a node as kubectl get nodes shows it, such as worker-1, or empty",
                        node);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.ofNode("n".repeat(254)))
                .withMessageStartingWith("serai.node is 'nnn");
        assertThat(all.ofNode("n".repeat(253)).node()).hasSize(253);
    }

    @Test
    void aVariableThatIsNotSetIsNoNode() {
        CacheConfiguration all = CacheConfiguration.parse("pods", false, 100);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.ofNode("$(NODE_NAME)"))
                .withMessage("serai.node is '$(NODE_NAME)': there is no such variable; in a pod, env has it with"
                        + " valueFrom.fieldRef.fieldPath spec.nodeName");
    }

    @Test
    void aNodeWithoutPodsIsRefused() {
        CacheConfiguration others = CacheConfiguration.parse("nodes", false, 100);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> others.ofNode("n1"))
                .withMessageStartingWith("serai.node is 'n1', and there are no pods in serai.cache.resources");
    }

    @Test
    void laterChangesOfTheListChangeNothing() {
        var resources = new ArrayList<>(List.of(new GroupResource("pods", "")));
        var configuration = new CacheConfiguration(resources, 100, "");
        resources.clear();
        assertThat(configuration.resources()).hasSize(1);
    }
}
