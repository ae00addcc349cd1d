package dev.serai.rest.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** JSON is indented as Go does it, wherever it is cut into parts. */
class PrettyJsonTest {

    private static final String COMPACT = "{\"a\":{},\"b\":[],\"c\":[{\"x\":1.10},2,\"} ] , : \\\" \\\\\"],"
            + "\"d\":{\"e\":[[]],\"f\":null},\"ü\":\"\\u003c<\"}";
    private static final String PRETTY = """
            {
              "a": {},
              "b": [],
              "c": [
                {
                  "x": 1.10
                },
                2,
                "} ] , : \\" \\\\"
              ],
              "d": {
                "e": [
                  []
                ],
                "f": null
              },
              "ü": "\\u003c<"
            }""";

    @Test
    void linesAndBlanksAreThoseOfGo() {
        assertThat(PrettyJson.of(Buffer.buffer(COMPACT)).toString()).isEqualTo(PRETTY);
    }

    @Test
    void whatIsIndentedStaysSo() {
        assertThat(PrettyJson.of(Buffer.buffer(PRETTY)).toString()).isEqualTo(PRETTY);
    }

    @Test
    void itDoesNotMatterWhereThePartsEnd() {
        byte[] json = COMPACT.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size < json.length; size++) {
            int each = size;
            Iterator<Buffer> parts = PrettyJson.of(IntStream.iterate(0, at -> at < json.length, at -> at + each)
                    .mapToObj(at -> Buffer.buffer(Arrays.copyOfRange(json, at, Math.min(json.length, at + each))))
                    .iterator());
            Buffer whole = Buffer.buffer();
            parts.forEachRemaining(whole::appendBuffer);
            assertThat(whole.toString()).isEqualTo(PRETTY);
        }
    }
}
