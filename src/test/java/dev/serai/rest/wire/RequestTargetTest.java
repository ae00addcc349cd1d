package dev.serai.rest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kube.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A path is decoded once, and one that could be read in another way further on goes nowhere. */
class RequestTargetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/api/v1/pods /api/v1/pods",
                "/api/v1/pods/ /api/v1/pods/",
                "/api/v1//pods /api/v1//pods",
                "/%61pi/v1/p%6Fds /api/v1/pods",
                "/api/v1/namespaces/x/pods/web%2e1 /api/v1/namespaces/x/pods/web.1",
                "/api/v1/namespaces/x/pods/.hidden /api/v1/namespaces/x/pods/.hidden",
                "/api/v1/namespaces/x/pods/a%2Bb /api/v1/namespaces/x/pods/a+b",
                "/api/v1/namespaces/x/pods/a;b /api/v1/namespaces/x/pods/a%3Bb",
                "/api/v1/namespaces/x/pods/a%3bb /api/v1/namespaces/x/pods/a%3Bb",
                "/api/v1/namespaces/x/pods/a%00b /api/v1/namespaces/x/pods/a%00b",
                "/api/v1/namespaces/x/pods/a%0ab /api/v1/namespaces/x/pods/a%0Ab",
                "/api/v1/namespaces/x/pods/a#b /api/v1/namespaces/x/pods/a%23b",
                "/api/v1/namespaces/x/pods/a%3fb /api/v1/namespaces/x/pods/a%3Fb",
                "/api/v1/namespaces/x/pods/a\\b /api/v1/namespaces/x/pods/a%5Cb",
                "/api/v1/namespaces/x/pods/%c3%a9 /api/v1/namespaces/x/pods/%C3%A9",
                // As the HTTP server hands on the bytes of an é that came as it is.
                "/api/v1/namespaces/x/pods/\u00c3\u00a9 /api/v1/namespaces/x/pods/%C3%A9",
                "/api/v1/namespaces/x/pods/a%252Fb /api/v1/namespaces/x/pods/a%252Fb",
                "http://host/api/v1/pods /api/v1/pods",
                "https://host:443/api/v1/pods /api/v1/pods",
                "HTTP://user:password@[::1]:80/api/v1/pods /api/v1/pods",
                "http:///api/v1/pods /api/v1/pods",
                "http://host /",
                "http://host?x=/a /"
            })
    void aPathIsWrittenInOneWay(String target, String path) {
        assertThat(RequestTarget.parse(target).path()).isEqualTo(path);
        assertThat(RequestTarget.parse(path).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/a%2fpods",
                "/api/v1%2Fpods",
                "/api/v1/namespaces/x/pods/%2f",
                "/api/v1/../../version",
                "/api/v1/%2e%2E/secrets",
                "/api/v1/.%2e/secrets",
                "/api/v1/./secrets",
                "/openapi/v2/../../api/v1/secrets",
                "/team/../api/v1/secrets",
                "/version/..",
                "/..",
                "http://host/team/%2e%2e/api/v1/secrets",
                "*",
                "host:80"
            })
    void whatCouldBeReadOtherwiseIsNotThere(String target) {
        assertThatRefused(target, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/x/pods/%",
                "/api/v1/namespaces/x/pods/%2",
                "/api/v1/namespaces/x/pods/%zz",
                "/api/v1/namespaces/x/pods/%-1",
                "/api/v1/namespaces/x/pods/%ff",
                "/api/v1/namespaces/x/pods/%c0%ae%c0%ae",
                "/api/v1/namespaces/x/pods/..",
                "/api/v1/namespaces/../pods/web",
                "/api/v1/namespaces/%2e%2e/pods",
                "/api/v1/a\u0000b",
                "/api/v1/a\tb",
                "api/v1/pods",
                "?x",
                "",
                "http://host:port/api/v1/pods"
            })
    void whatCannotBeReadIsRefused(String target) {
        assertThatRefused(target, 400);
    }

    @Test
    void aQueryStaysAsItCameButForWhatNoLineMayHold() {
        assertThat(RequestTarget.parse("/api/v1/pods?a=%zz&b=c;d&e=%2F").query())
                .isEqualTo("a=%zz&b=c;d&e=%2F");
        assertThat(RequestTarget.parse("/api/v1/pods?a=\u00c3\u00a9").query()).isEqualTo("a=%C3%A9");
        assertThat(RequestTarget.parse("http://host?a=b").query()).isEqualTo("a=b");
        assertThat(RequestTarget.parse("/api/v1/pods").query()).isEmpty();
    }

    private static void assertThatRefused(String target, int code) {
        assertThatThrownBy(() -> RequestTarget.parse(target))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        refusal -> assertThat(refusal.status().getCode()).isEqualTo(code));
    }
}
