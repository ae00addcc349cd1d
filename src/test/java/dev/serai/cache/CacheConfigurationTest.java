package dev.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.serai.kube.GroupResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
    void laterChangesOfTheListChangeNothing() {
        var resources = new ArrayList<>(List.of(new GroupResource("pods", "")));
        var configuration = new CacheConfiguration(resources, 100);
        resources.clear();
        assertThat(configuration.resources()).hasSize(1);
    }
}
