package dev.serai.rest.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListBodyTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().registerModule(new CachedObjectModule(StrippedFields.parse("")));
    private static final ResourceType PODS = new ResourceType(new GroupResource("pods", ""), "v1", "Pod", true);
    private static final ResourceType WIDGETS =
            new ResourceType(new GroupResource("widgets", "example.com"), "v1", "Widget", true);
    private static final String HEAD = "{\"kind\":\"List\",\"items\":[";

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 10", "2, 10", "300, 1000", "3, 200000"})
    void thePartsAreTheListAndAsLongAsWasSaid(int objects, int bytes) throws Exception {
        for (ResourceType type : List.of(PODS, WIDGETS)) {
            StreamedBody body = ListBody.of(HEAD, type, objects(objects, bytes));
            Buffer whole = Buffer.buffer();
            body.parts().forEachRemaining(whole::appendBuffer);
            assertThat((long) whole.length()).isEqualTo(body.length());
            assertThat(JSON.readTree(whole.getBytes()).path("items"))
                    .hasSize(objects)
                    .allSatisfy(
                            item -> assertThat(item.path("kind").asText()).isEqualTo(type.isBuiltIn() ? "" : "Widget"));
        }
    }

    @Test
    void noPartIsMuchLargerThanAnObject() throws Exception {
        List<Integer> lengths = new ArrayList<>();
        ListBody.of(HEAD, PODS, objects(2_000, 1_000)).parts().forEachRemaining(part -> lengths.add(part.length()));
        assertThat(lengths).hasSizeGreaterThan(10).allSatisfy(length -> assertThat(length)
                .isLessThan(160 * 1024));
    }

    private static List<CachedObject> objects(int count, int bytes) {
        return IntStream.range(0, count).mapToObj(i -> object(i, bytes)).toList();
    }

    private static CachedObject object(int number, int bytes) {
        try {
            return JSON.readValue("""
                    {"metadata":{"namespace":"shop","name":"n%d","uid":"u%1$d","resourceVersion":"%1$d"},"data":"%s"}""".formatted(number, "x".repeat(bytes)), CachedObject.class);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
