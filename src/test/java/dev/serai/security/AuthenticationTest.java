package dev.serai.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"})
    void anyoneOnThisMachineIsLetIn(String host) {
        assertThatCode(() -> new Authentication("none", false).checkAddress("camel.server.host", host))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsRefusedIsNamedByItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Authentication("none", false).checkAddress("camel.management.host", "0.0.0.0"))
                .withMessageStartingWith("camel.management.host is '0.0.0.0': ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "192.0.2.1", "no-such-host.invalid"})
    void anAddressThatOthersReachIsRefusedUnlessThatIsWanted(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Authentication("none", false).checkAddress("camel.server.host", host))
                .withMessage(
                        "camel.server.host is '%s': with serai.auth.mode=none anyone there could read and write;"
                                + " use 127.0.0.1, or set serai.auth.allow-anonymous=true",
                        host);
        assertThatCode(() -> new Authentication("none", true).checkAddress("camel.server.host", host))
                .doesNotThrowAnyException();
    }

    @Test
    void aModeThatDoesNotExistIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Authentication("None", true))
                .withMessage("serai.auth.mode is 'None'; it is one of: none");
    }
}
