package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.rest.write.ObjectNames.MalformedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNamesTest {

    private static final int DEEPEST = 100;
    private static final ObjectNames WEB = new ObjectNames("web", "shop");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'metadata':{'name':'web','namespace':'shop'}}",
                "{'spec':{'metadata':{'name':'other'}},'metadata':{'labels':{'name':'x'},'namespace':'shop','name':'web'}}",
                "{'a':[{'metadata':{'name':'other'}}],'metadata':{'x':[1,{'name':'y'}],'name':'web','namespace':'shop'}}",
            })
    void onlyTheObjectsOwnMetadataNamesIt(String json) throws MalformedException {
        String text = json.replace('\'', '"');
        assertThat(ObjectNames.ofJson(bytes(text), DEEPEST)).isEqualTo(WEB);
        assertThat(YamlNames.of(bytes(text), DEEPEST)).isEqualTo(WEB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata:\n  name: web\n  namespace: shop\nspec:\n  metadata: {name: other}\n",
                "spec: &s {name: other}\nother: *s\nmetadata:\n  labels: *s\n  name: 'web'\n  namespace: \"shop\"\n",
                "? [metadata]\n: {name: other}\nmetadata: {name: web, namespace: shop}\n",
            })
    void yamlIsReadInAllItsForms(String yaml) throws MalformedException {
        assertThat(YamlNames.of(bytes(yaml), DEEPEST)).isEqualTo(WEB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "1", "null", "\"a\"", "{\"metadata\":null}", "{\"metadata\":{\"name\":7}}"})
    void whatHasNoNameHasNone(String json) throws MalformedException {
        assertThat(ObjectNames.ofJson(bytes(json), DEEPEST)).isEqualTo(new ObjectNames(null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|unexpected end of JSON input",
                "{\"a\":|unexpected end of JSON input",
                "{\"metadata\":{\"name\":\"web\"}|unexpected end of JSON input",
                "{\"a\" 1}|invalid character '1' after object key",
                "{} {}|invalid character '{' after top-level value",
            })
    void brokenJsonIsRefused(String json, String message) {
        assertThatThrownBy(() -> ObjectNames.ofJson(bytes(json), DEEPEST))
                .isInstanceOf(MalformedException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata: {name: web, namespace: shop}\na: [", "metadata: {name: web}\na: 'b", "a: b: c"})
    void yamlThatIsBrokenBehindTheNamesIsRefusedToo(String yaml) {
        assertThatThrownBy(() -> YamlNames.of(bytes(yaml), DEEPEST))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("yaml: line ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{'a':", "{'metadata':{'labels':[{'a':", "{'metadata':", "{'a':1,'b':['x',"})
    void jsonIsAsDeepAsItMayBeAndNoDeeper(String level) {
        String open = level.replace('\'', '"');
        int levels = open.replaceAll("[^\\[{]", "").length();
        String deepest = open.repeat(DEEPEST / levels);

        assertThatThrownBy(() -> ObjectNames.ofJson(bytes(deepest), DEEPEST))
                .isInstanceOf(MalformedException.class)
                .hasMessage("unexpected end of JSON input");
        assertThatThrownBy(() -> ObjectNames.ofJson(bytes(deepest + "{"), DEEPEST))
                .isInstanceOf(MalformedException.class)
                .hasMessage("exceeded max depth of 100");
        assertThatThrownBy(() -> YamlNames.of(bytes(deepest + "{"), DEEPEST))
                .isInstanceOf(MalformedException.class)
                .hasMessage("yaml: exceeded max depth of 100");
    }

    @Test
    void aDeepBodyIsRefusedWithoutAStackThatDeep() {
        assertThatThrownBy(() -> ObjectNames.ofJson(bytes("[".repeat(1_000_000)), 10_000))
                .isInstanceOf(MalformedException.class)
                .hasMessage("exceeded max depth of 10000");
        assertThatThrownBy(() -> YamlNames.of(bytes("[".repeat(1_000_000)), 10_000))
                .isInstanceOf(MalformedException.class)
                .hasMessage("yaml: exceeded max depth of 1000");
        assertThatThrownBy(() -> YamlNames.of(bytes("- ".repeat(1_000_000) + "a"), DEEPEST))
                .isInstanceOf(MalformedException.class)
                .hasMessage("yaml: exceeded max depth of 100");
    }

    @Test
    void bytesThatAreNoTextHideNoDepth() throws MalformedException {
        byte[] deep = bytes("{\"a\":\"?\",\"b\":" + "[".repeat(DEEPEST) + "]".repeat(DEEPEST) + "}");
        byte[] flat = bytes("{\"a\":\"?\",\"b\":[]}");
        deep[6] = (byte) 0xff;
        flat[6] = (byte) 0xff;

        assertThatThrownBy(() -> ObjectNames.ofJson(deep, DEEPEST))
                .isInstanceOf(MalformedException.class)
                .hasMessage("exceeded max depth of 100");
        assertThat(ObjectNames.ofJson(flat, DEEPEST)).isEqualTo(new ObjectNames(null, null));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
