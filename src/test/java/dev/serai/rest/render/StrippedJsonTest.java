package dev.serai.rest.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.object.StrippedFields;
import dev.serai.rest.wire.PrettyJson;
import dev.serai.rest.wire.Representation.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Fields are left out of JSON that passes by, wherever it is cut into parts, and nothing else of it changes. */
class StrippedJsonTest {

    private static final StrippedFields STRIP = StrippedFields.parse(
            "metadata.managedFields,metadata.annotations.example.com/big,data,spec.template,status.phase,metadata.generation");

    @Test
    void whereverAMemberStandsItGoesWithItsComma() {
        assertStripped("{\"data\":{\"a\":\"}\\\"\"},\"kind\":\"A\"}", "{\"kind\":\"A\"}");
        assertStripped("{\"kind\":\"A\",\"data\":\"x,\\\"}\"}", "{\"kind\":\"A\"}");
        assertStripped("{\"kind\":\"A\",\"data\":[[1],{}],\"x,y\":1.10}", "{\"kind\":\"A\",\"x,y\":1.10}");
        assertStripped("{\"data\":1,\"x,y\":[]}", "{\"x,y\":[]}");
        assertStripped("{\"data\":null}", "{}");
        assertStripped("{\"data\":-1e3,\"data\":true}", "{}");
        assertStripped("{\"spec\":null,\"status\":[1,{\"phase\":2}]}", "{\"spec\":null,\"status\":[1,{\"phase\":2}]}");
        assertStripped(
                "{\"spec\":{\"template\":{\"data\":1}},\"status\":{\"phase\":\"a\",\"x\":{\"phase\":1}}}",
                "{\"spec\":{},\"status\":{\"x\":{\"phase\":1}}}");
        assertStripped(
                "{\"metadata\":{\"managedFields\":[{\"f\":{\"data\":{}}}],\"annotations\":{\"example.com/big\":\"1\",\"example.com/bigger\":\"2\"},\"generation\":12}}",
                "{\"metadata\":{\"annotations\":{\"example.com/bigger\":\"2\"}}}");
        assertStripped(
                "{\"items\":[{\"data\":1}],\"object\":{\"data\":1}}",
                "{\"items\":[{\"data\":1}],\"object\":{\"data\":1}}");
        assertStripped("[{\"data\":1}]", "[{\"data\":1}]");
        assertStripped("{\"ü\":\"\\u003c😀\"}", "{\"ü\":\"\\u003c😀\"}");
    }

    @Test
    void whatIsIndentedStaysSo() {
        String all = """
                {"kind":"A","data":{"a":"b"},"metadata":{"managedFields":[],"name":"x","generation":1},"spec":{"template":{}}}""";
        String left = """
                {"kind":"A","metadata":{"name":"x"},"spec":{}}""";
        assertStripped(pretty(all), pretty(left));
    }

    @Test
    void eachObjectOfAListIsStripped() {
        assertThat(strip(
                        "{\"items\":[{\"data\":1,\"a\":2},{\"data\":3},{}],\"metadata\":{\"generation\":1},\"data\":4}",
                        Kind.LIST,
                        7))
                .isEqualTo("{\"items\":[{\"a\":2},{},{}],\"metadata\":{\"generation\":1},\"data\":4}");
        assertThat(strip("{\"items\":null}", Kind.LIST, 7)).isEqualTo("{\"items\":null}");
        assertThat(strip(
                        "{\"rows\":[{\"cells\":[{\"data\":1}],\"object\":{\"data\":1}},{\"object\":null}]}",
                        Kind.LIST,
                        3))
                .isEqualTo("{\"rows\":[{\"cells\":[{\"data\":1}],\"object\":{}},{\"object\":null}]}");
    }

    @Test
    void eachEventOfAWatchIsStripped() {
        assertThat(strip(
                        "{\"type\":\"ADDED\",\"object\":{\"data\":1,\"a\":2}}\n{\"type\":\"BOOKMARK\",\"object\":{\"data\":1}}\n",
                        Kind.WATCH,
                        11))
                .isEqualTo("{\"type\":\"ADDED\",\"object\":{\"a\":2}}\n{\"type\":\"BOOKMARK\",\"object\":{}}\n");
    }

    @Test
    void anEventIsPassedOnAsSoonAsItIsThere() {
        var stripped = StrippedJson.of(STRIP, Kind.WATCH, false);
        String event = "{\"type\":\"ADDED\",\"object\":{\"a\":2}}\n";
        assertThat(stripped.next(event.getBytes(StandardCharsets.UTF_8)).toString())
                .isEqualTo(event);
    }

    @Test
    void whatIsNoJsonIsPassedOn() {
        for (String none : new String[] {"}", "]]}", "a:b,c", "{]}", "[:}", ",,"}) {
            strip(none, Kind.OBJECT, 1);
            strip(none, Kind.LIST, 2);
        }
    }

    private static String pretty(String json) {
        return PrettyJson.of(Buffer.buffer(json)).toString();
    }

    private static void assertStripped(String all, String left) {
        for (int size = 1; size <= all.length(); size++) {
            assertThat(strip(all, Kind.OBJECT, size)).as("parts of %d", size).isEqualTo(left);
        }
    }

    private static String strip(String json, Kind kind, int size) {
        var stripped = StrippedJson.of(STRIP, kind, kind == Kind.LIST);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Buffer left = Buffer.buffer();
        for (int at = 0; at < bytes.length; at += size) {
            left.appendBuffer(stripped.next(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
        }
        return left.toString();
    }
}
