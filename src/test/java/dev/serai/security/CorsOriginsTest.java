package dev.serai.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsOriginsTest {

    @Test
    void nothingIsNoPage() {
        CorsOrigins none = CorsOrigins.parse("");

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.allows("https://builds.example.com")).isFalse();
    }

    @Test
    void whatIsListedIsAllowedToTheLetter() {
        CorsOrigins origins = CorsOrigins.parse("https://builds.example.com, http://localhost:5173 ,http://[::1]:8080");

        assertThat(origins.isAny()).isFalse();
        assertThat(origins.listed())
                .allSatisfy(origin -> assertThat(origins.allows(origin)).isTrue())
                .hasSize(3);
        for (String other : new String[] {
            "http://builds.example.com",
            "https://builds.example.com:8443",
            "https://builds.example.com.evil.org",
            "https://builds.example.com/",
            "null",
            ""
        }) {
            assertThat(origins.allows(other)).as(other).isFalse();
        }
    }

    @Test
    void aStarIsEveryPage() {
        CorsOrigins any = CorsOrigins.parse("*");

        assertThat(any.isAny()).isTrue();
        assertThat(any.allows("https://builds.example.com:8443")).isTrue();
        assertThat(any.allows("null")).isTrue();
        assertThat(any.allows("no origin")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "builds.example.com",
                "https://builds.example.com/",
                "https://builds.example.com/app",
                "https://Builds.example.com",
                "https://builds.example.com:443",
                "http://builds.example.com:80",
                "https://builds.example.com:0",
                "https://*.example.com",
                "ftp://builds.example.com",
                "https://a.example.com,,https://b.example.com",
                "https://a.example.com https://b.example.com",
            })
    void whatNoBrowserSendsIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorsOrigins.parse(value))
                .withMessageStartingWith("serai.cors.origins names '")
                .withMessageContaining("such as https://builds.example.com");
    }

    @Test
    void nullIsNoPageOfAnyones() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorsOrigins.parse("https://a.example.com,null"))
                .withMessageStartingWith("serai.cors.origins names 'null', which");
    }

    @Test
    void aStarStandsAlone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorsOrigins.parse("https://a.example.com,*"))
                .withMessageContaining("stands alone");
    }
}
