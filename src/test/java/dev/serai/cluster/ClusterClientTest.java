package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import org.junit.jupiter.api.Test;

class ClusterClientTest {

    @Test
    void whereThereIsNoTokenNoneIsLookedForAgain() {
        OAuthTokenProvider provider = provider(plain().build());
        assertThat(provider).isNotNull();
        assertThat(provider.getToken()).isNull();
    }

    @Test
    void aTokenThatFabric8FoundIsLookedUpAgainAsItChanges() {
        assertThat(provider(plain().withAutoOAuthToken("of-a-service-account").build()))
                .isNull();
    }

    @Test
    void aTokenOfOnesOwnIsKept() {
        assertThat(provider(plain().withOauthToken("given").build())).isNull();
    }

    private static ConfigBuilder plain() {
        return new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:1");
    }

    private static OAuthTokenProvider provider(Config config) {
        try (KubernetesClient client = ClusterClient.connect(config)) {
            return client.getConfiguration().getOauthTokenProvider();
        }
    }
}
