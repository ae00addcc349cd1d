package dev.serai.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private static final String POD_SPEC = """
            {"containers":[{"name":"app","image":"a:1","env":[{"name":"TOKEN","value":"hush"},{"name":"REF","valueFrom":\
            {"secretKeyRef":{"name":"s","key":"k"}}}],"envFrom":[{"secretRef":{"name":"s"}}]},{"name":"side","env":[]}],\
            "initContainers":[{"name":"init","env":[{"name":"INIT","value":"hush"}]}],\
            "ephemeralContainers":[{"name":"debug","env":[{"name":"DEBUG","value":"hush"}]}]}""";

    private static final String REDACTED = POD_SPEC.replace(",\"value\":\"hush\"", "");

    private final ObjectMapper mapper = new ObjectMapper();
    private final Redaction redaction = new Redaction();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"Pod\",\"spec\":%s}",
                "{\"kind\":\"Deployment\",\"spec\":{\"replicas\":1,\"template\":{\"spec\":%s}}}",
                "{\"kind\":\"CronJob\",\"spec\":{\"jobTemplate\":{\"spec\":{\"template\":{\"spec\":%s}}}}}",
                "{\"kind\":\"List\",\"items\":[[{\"spec\":%s}]]}"
            })
    void theValuesOfTheEnvironmentAreLeftOutAndTheirNamesStay(String document) throws IOException {
        JsonNode redacted = redact(document.formatted(POD_SPEC));
        assertThat(redacted).isEqualTo(mapper.readTree(document.formatted(REDACTED)));
        assertThat(redacted.toString()).contains("TOKEN", "INIT", "DEBUG").doesNotContain("hush");
    }

    @Test
    void whatWasLastAppliedIsLeftOutAndOtherAnnotationsStay() throws IOException {
        assertThat(redact("""
                        {"metadata":{"annotations":{"a":"1","kubectl.kubernetes.io/last-applied-configuration":"hush"}},\
                        "spec":{"template":{"metadata":{"annotations":\
                        {"kubectl.kubernetes.io/last-applied-configuration":"hush"}}}}}""")).isEqualTo(mapper.readTree("""
                                {"metadata":{"annotations":{"a":"1"}},\
                                "spec":{"template":{"metadata":{"annotations":{}}}}}"""));
    }

    @Test
    void whatOnlyLooksLikeAnEnvironmentStays() throws IOException {
        String document = """
                {"data":{"env":"prod"},"spec":{"env":{"name":"x","value":"y"},"value":"z","annotations":[1],"env2":["a"]}}""";
        assertThat(redact(document)).isEqualTo(mapper.readTree(document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.10", "123456789012345678901234567890", "1E+400", "null", "\"é\"", "{}", "[]"})
    void everythingElseStaysAsItWas(String value) {
        String document = "{\"spec\":{\"x\":%s}}".formatted(value);
        assertThat(new String(redaction.redact(Events.bytes(document)).bytes(), StandardCharsets.UTF_8))
                .isEqualTo(document);
    }

    @Test
    void whatItHasParsedIsNotParsedAgain() {
        EventDocument document = redaction.redact(Events.bytes("{\"metadata\":{\"name\":\"web\"}}"));
        // Of bytes that are no JSON any more there is no other tree.
        Arrays.fill(document.bytes(), (byte) '?');
        assertThat(document.tree().at("/metadata/name").textValue()).isEqualTo("web");
    }

    private JsonNode redact(String document) throws IOException {
        return mapper.readTree(redaction.redact(Events.bytes(document)).bytes());
    }
}
