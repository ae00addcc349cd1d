package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.serai.fixture.api.ScriptedApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.util.concurrent.ConcurrentHashMap;
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

    @Test
    void whatReadsAnswersIsMadeBeforeTheFirstOneComes() {
        var madeOn = new ConcurrentHashMap<Class<?>, Thread>();
        var module = new SimpleModule().setDeserializerModifier(new BeanDeserializerModifier() {
            @Override
            public JsonDeserializer<?> modifyDeserializer(
                    DeserializationConfig config, BeanDescription type, JsonDeserializer<?> deserializer) {
                madeOn.put(type.getBeanClass(), Thread.currentThread());
                return deserializer;
            }
        });
        try (var api = new ScriptedApi(request -> request.response().end("{\"metadata\":{\"name\":\"web\"}}"));
                KubernetesClient client = ClusterClient.ready(
                        ClusterClient.connect(api.client().getConfiguration(), module), Pod.class, PodList.class)) {
            assertThat(client.pods()
                            .inNamespace("shop")
                            .withName("web")
                            .get()
                            .getMetadata()
                            .getName())
                    .isEqualTo("web");
            assertThat(client.pods().inAnyNamespace().list().getItems()).isEmpty();
            assertThat(client.getApiResources("v1").getResources()).isEmpty();
            assertThat(client.namespaces().withName("web").get()).isNotNull();
        }
        assertThat(madeOn).containsKeys(Pod.class, PodList.class).allSatisfy((type, thread) -> assertThat(thread)
                .as(type.getName())
                .isEqualTo(Thread.currentThread()));
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
