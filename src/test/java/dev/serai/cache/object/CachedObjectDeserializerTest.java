package dev.serai.cache.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.cluster.ClusterClient;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out is what went in, to the digit, less the fields that are cut. */
class CachedObjectDeserializerTest {

    private static final String META = """
            "metadata":{"name":"web","namespace":"shop","uid":"u-1","resourceVersion":"7"}""";

    private final ObjectMapper mapper =
            new ObjectMapper().registerModule(new CachedObjectModule(StrippedFields.parse("metadata.managedFields")));
    private final ObjectMapper exact = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .addModule(new CachedObjectModule(StrippedFields.parse("metadata.managedFields")))
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "\"\"",
                "\"null\"",
                "{}",
                "[]",
                "[null,{},[],\"\"]",
                "{\"a\":{}}",
                "{\"a\":null}",
                "[[[[[[[[[[1]]]]]]]]]]",
                "{\"a\":{\"b\":{\"c\":{\"d\":[{\"e\":[]}]}}}}",
                "0",
                "9007199254740993",
                "123456789012345678901234567890",
                "-9223372036854775809",
                "1.0",
                "1.10",
                "0.1000000000000000055511151231257827",
                "1E+3",
                "1E+400",
                "-1.5E-400",
                "{\"kind\":\"inner\",\"apiVersion\":\"v9\",\"managedFields\":[1]}",
                "\"é 鍵\"",
                "\"quote \\\" backslash \\\\ slash /\"",
                "\"tab \\t newline \\n return \\r\"",
                "\"\\u0000\\u0001\\u001F\"",
                "\"1.10\""
            })
    void eachValueIsKeptAsItCame(String value) throws IOException {
        String json = "{%s,\"spec\":%s,\"x\":[%s]}".formatted(META, value, value);
        assertThat(text(read(json))).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e3", "1e+21", "1e400", "-1.5e-400", "1.50e2"})
    void anExponentMayBeSpelledOtherwiseButNoDigitIsLost(String number) throws IOException {
        String kept = exact.readTree(
                        read("{%s,\"spec\":%s}".formatted(META, number)).json())
                .get("spec")
                .decimalValue()
                .toString();
        assertThat(kept).isEqualTo(new BigDecimal(number).toString());
    }

    @Test
    void charactersMayBeEscapedOtherwise() throws IOException {
        CachedObject object = read("{%s,\"spec\":\"\\u00e9\\/\\ud83d\\ude00\\u2028\"}".formatted(META));
        assertThat(mapper.readTree(object.json()).get("spec").textValue()).isEqualTo("é/😀\u2028");
    }

    @Test
    void kindApiVersionAndManagedFieldsAreCutWhereverTheyStand() throws IOException {
        CachedObject object = read("""
                {"status":{},"kind":"Pod","metadata":{"managedFields":[{"a":{"b":[1,{}]}}],"name":"web","uid":"u-1"},\
                "apiVersion":"v1","spec":{"kind":"kept"}}""");
        assertThat(text(object)).isEqualTo("""
                        {"status":{},"metadata":{"name":"web","uid":"u-1"},"spec":{"kind":"kept"}}""");
    }

    @Test
    void unknownFieldsOfTheMetadataAreKept() throws IOException {
        String json = """
                {"metadata":{"name":"web","generation":3,"annotations":{},"finalizers":[],"invented":{"a":1.10},"uid":"u"}}""";
        assertThat(text(read(json))).isEqualTo(json);
    }

    @Test
    void whatIsAskedForOftenIsKeptBesideTheJson() throws IOException {
        CachedObject object = read("{%s}".formatted(META));
        assertThat(object.namespace()).isEqualTo("shop");
        assertThat(object.name()).isEqualTo("web");
        assertThat(object.uid()).isEqualTo("u-1");
        assertThat(object.resourceVersion()).isEqualTo("7");
        assertThat(object.getMetadata().getName()).isEqualTo("web");
        assertThat(object.getMetadata().getNamespace()).isEqualTo("shop");
        assertThat(object.getMetadata().getUid()).isEqualTo("u-1");
        assertThat(object.getMetadata().getResourceVersion()).isEqualTo("7");
    }

    @Test
    void anObjectWithoutNamespaceHasNone() throws IOException {
        assertThat(read("{\"metadata\":{\"name\":\"node-1\"}}").namespace()).isNull();
    }

    @Test
    void labelsAreReadAndKept() throws IOException {
        String json = """
                {"metadata":{"name":"web","labels":{"app":"web","empty":"","a.b/c":"d"},"uid":"u-1"}}""";
        CachedObject object = read(json);
        assertThat(text(object)).isEqualTo(json);
        assertThat(object.labels().get("app")).isEqualTo("web");
        assertThat(object.labels().get("empty")).isEmpty();
        assertThat(object.labels().get("a.b/c")).isEqualTo("d");
        assertThat(object.labels().get("none")).isNull();
        assertThat(object.uid()).isEqualTo("u-1");
    }

    @Test
    void emptyLabelsAreKept() throws IOException {
        String json = "{\"metadata\":{\"name\":\"web\",\"labels\":{}}}";
        assertThat(text(read(json))).isEqualTo(json);
    }

    @Test
    void nullsInTheMetadataAreKept() throws IOException {
        String json = """
                {"metadata":{"name":"web","namespace":null,"labels":null,"annotations":null,"uid":"u-1","x":1},"spec":{}}""";
        CachedObject object = read(json);
        assertThat(text(object)).isEqualTo(json);
        assertThat(object.uid()).isEqualTo("u-1");
        assertThat(object.namespace()).isNull();
        assertThat(object.labels().get("uid")).isNull();
    }

    @Test
    void aPageOfAListIsRead() throws IOException {
        CachedObjectList page = mapper.readValue("""
                {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"99","continue":"more"},"items":[
                  {"metadata":{"name":"a","namespace":"n","uid":"1","resourceVersion":"5"},"spec":{"d":1.10}},
                  {"kind":"Pod","metadata":{"name":"b","namespace":"n","uid":"2","resourceVersion":"6"}}]}""", CachedObjectList.class);
        assertThat(page.getMetadata().getResourceVersion()).isEqualTo("99");
        assertThat(page.getMetadata().getContinue()).isEqualTo("more");
        assertThat(page.getItems()).extracting(CachedObject::name).containsExactly("a", "b");
        assertThat(page.getItems()).extracting(CachedObject::uid).containsExactly("1", "2");
        assertThat(text(page.getItems().get(0))).isEqualTo("""
                        {"metadata":{"name":"a","namespace":"n","uid":"1","resourceVersion":"5"},"spec":{"d":1.10}}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.10", "1E+400", "123456789012345678901234567890", "9007199254740993", "null", "{\"a\":[]}"})
    void aWatchEventIsReadAsExactlyAsAList(String value) throws IOException {
        // fabric8 reads a watch event as a tree, and the object out of the tree.
        String json = "{%s,\"spec\":%s}".formatted(META, value);
        try (KubernetesClient client = ClusterClient.connect(
                Config.empty(), new CachedObjectModule(StrippedFields.parse("metadata.managedFields")))) {
            KubernetesSerialization fabric8 = client.getKubernetesSerialization();
            JsonNode event = fabric8.unmarshal("{\"type\":\"ADDED\",\"object\":%s}".formatted(json), JsonNode.class);
            CachedObject object = fabric8.convertValue(event.get("object"), CachedObject.class);
            assertThat(text(object)).isEqualTo(json);
            assertThat(object.uid()).isEqualTo("u-1");
        }
    }

    @Test
    void theDocumentHasTheKindAndVersionThatTheListLacks() throws IOException {
        var type = new ResourceType(new GroupResource("deployments", "apps"), "v1", "Deployment", true);
        assertThat(new String(type.document(read("{%s}".formatted(META)).json()), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",%s}".formatted(META));
    }

    private CachedObject read(String json) throws IOException {
        return mapper.readValue(json, CachedObject.class);
    }

    private static String text(CachedObject object) {
        return new String(object.json(), StandardCharsets.UTF_8);
    }
}
