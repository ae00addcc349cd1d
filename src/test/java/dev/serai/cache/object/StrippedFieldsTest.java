package dev.serai.cache.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrippedFieldsTest {

    private static final String OBJECT = """
            {"metadata":{"name":"web","uid":"u","resourceVersion":"1","managedFields":[{}],\
            "annotations":{"example.com/big":"x","kept":"y"}},\
            "spec":{"a":1,"b":{"c":2}},"status":{"phase":"Running","big":[1]},"data":{"k":"v"}}""";

    @Test
    void whatIsNamedIsLeftOutAndTheRestStays() throws IOException {
        String strip = "metadata.managedFields, metadata.annotations.example.com/big, spec.b, status.big, data";

        assertThat(read(strip)).isEqualTo("""
                        {"metadata":{"name":"web","uid":"u","resourceVersion":"1","annotations":{"kept":"y"}},\
                        "spec":{"a":1},"status":{"phase":"Running"}}""");
    }

    @Test
    void nothingIsLeftOutWhereNothingIsNamed() throws IOException {
        assertThat(read("")).isEqualTo(OBJECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"metadata", "metadata.name", "metadata.labels", "kind", "spec.a.b", "a b", ".", "metadata."})
    void whatIsNeededOrNoMemberIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StrippedFields.parse(path))
                .withMessageStartingWith("serai.cache.strip: '%s' cannot be left out".formatted(path));
    }

    private static String read(String strip) throws IOException {
        CachedObject object = new ObjectMapper()
                .registerModule(new CachedObjectModule(StrippedFields.parse(strip)))
                .readValue(OBJECT, CachedObject.class);
        return new String(object.json(), StandardCharsets.UTF_8);
    }
}
