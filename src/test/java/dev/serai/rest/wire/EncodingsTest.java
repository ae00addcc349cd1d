package dev.serai.rest.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever does not take gzip does not get it. */
class EncodingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "x-gzip",
                "gzip;q=0.5",
                "gzip; q=1.0",
                "deflate, gzip",
                "gzip, deflate, br, zstd",
                "*",
                "br;q=1.0, gzip;q=0.8, *;q=0.1",
                "identity;q=0, gzip",
                "gzip;q=0.5, identity;q=0.5"
            })
    void itIsTaken(String header) {
        assertThat(Encodings.takeGzip(List.of(header))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "br, deflate",
                "gzip;q=0",
                "gzip; q=0.000",
                "gzip;Q=0",
                "*;q=0",
                "*, gzip;q=0",
                "gzip;q=0, *;q=1",
                "gzip;q=0.5, identity",
                "gzip;q=abc",
                "notgzip",
                "gzipped;q=1"
            })
    void itIsNotTaken(String header) {
        assertThat(Encodings.takeGzip(List.of(header))).isFalse();
    }

    @Test
    void withoutAHeaderNothingIsPacked() {
        assertThat(Encodings.takeGzip(List.of())).isFalse();
        assertThat(Encodings.takeGzip(List.of("br", "gzip"))).isTrue();
    }
}
