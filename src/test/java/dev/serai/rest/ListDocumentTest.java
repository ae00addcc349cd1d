package dev.serai.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cache.CachedObject;
import dev.serai.cache.GroupResource;
import dev.serai.cache.LabelSelector;
import dev.serai.cache.ResourceType;
import dev.serai.cache.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ListDocumentTest {

    private static final ResourceType PODS = new ResourceType(new GroupResource("pods", ""), "v1", "Pod", true);
    private static final LabelSelector ALL = LabelSelector.parse("");

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void itIsTheItemsAsTheyAre() throws IOException {
        var snapshot = new Snapshot("77", List.of(pod("a", "x", "web"), pod("b", "y", "é😀")));
        assertThat(ListDocument.of(PODS, snapshot, null, ALL).toString()).isEqualTo("""
                        {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"77"},"items":[%s,%s]}""".formatted(
                        json(snapshot.objects().get(0)), json(snapshot.objects().get(1))));
    }

    @Test
    void withoutItemsItIsAnEmptyList() throws IOException {
        assertThat(ListDocument.of(PODS, new Snapshot("0", List.of()), null, ALL)
                        .toString())
                .isEqualTo("""
                        {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"0"},"items":[]}""");
    }

    @Test
    void itNamesTheGroup() throws IOException {
        var type = new ResourceType(new GroupResource("deployments", "apps"), "v1", "Deployment", true);
        JsonNode list = mapper.readTree(
                ListDocument.of(type, new Snapshot("1", List.of()), null, ALL).getBytes());
        assertThat(list.get("kind").textValue()).isEqualTo("DeploymentList");
        assertThat(list.get("apiVersion").textValue()).isEqualTo("apps/v1");
    }

    @Test
    void itHoldsTheNamespaceAskedFor() throws IOException {
        var snapshot = new Snapshot(
                "1", List.of(pod("a-b", "w", "web"), pod("a", "x", "web"), pod("a", "y", "db"), pod("b", "z", "web")));
        assertThat(names(ListDocument.of(PODS, snapshot, "a", ALL).getBytes())).containsExactly("x", "y");
        assertThat(names(ListDocument.of(PODS, snapshot, "none", ALL).getBytes()))
                .isEmpty();
    }

    @Test
    void itHoldsWhatIsSelected() throws IOException {
        var snapshot = new Snapshot("1", List.of(pod("a", "x", "web"), pod("a", "y", "db"), pod("b", "z", "web")));
        LabelSelector web = LabelSelector.parse("app=web");
        assertThat(names(ListDocument.of(PODS, snapshot, null, web).getBytes())).containsExactly("x", "z");
        assertThat(names(ListDocument.of(PODS, snapshot, "a", web).getBytes())).containsExactly("x");
        assertThat(names(ListDocument.of(PODS, snapshot, "a", LabelSelector.parse("!app"))
                        .getBytes()))
                .isEmpty();
    }

    private List<String> names(byte[] list) throws IOException {
        return StreamSupport.stream(mapper.readTree(list).get("items").spliterator(), false)
                .map(item -> item.at("/metadata/name").textValue())
                .toList();
    }

    private String json(CachedObject object) {
        return new String(object.json(), StandardCharsets.UTF_8);
    }

    private CachedObject pod(String namespace, String name, String app) throws IOException {
        return mapper.readValue("""
                {"metadata":{"namespace":"%s","name":"%s","uid":"u","resourceVersion":"1","labels":{"app":"%s"}},"spec":{}}""".formatted(namespace, name, app), CachedObject.class);
    }
}
