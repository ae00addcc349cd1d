package dev.serai.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"})
    void anyoneOnThisMachineIsLetIn(String host) {
        assertThatCode(() -> mode("none", false).checkAddress("camel.server.host", host))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsRefusedIsNamedByItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mode("none", false).checkAddress("camel.management.host", "0.0.0.0"))
                .withMessageStartingWith("camel.management.host is '0.0.0.0': ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "192.0.2.1", "no-such-host.invalid"})
    void anAddressThatOthersReachIsRefusedUnlessThatIsWanted(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mode("none", false).checkAddress("camel.server.host", host))
                .withMessage(
                        "camel.server.host is '%s': with serai.auth.mode=none anyone there could read and write;"
                                + " use 127.0.0.1, or set serai.auth.allow-anonymous=true",
                        host);
        assertThatCode(() -> mode("none", true).checkAddress("camel.server.host", host))
                .doesNotThrowAnyException();
    }

    @Test
    void aModeThatDoesNotExistIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Authentication.modes("None"))
                .withMessage("serai.auth.mode is 'None'; it is one of: none, tokenreview, oidc, certificate");
    }

    @Test
    void noneGoesWithNoOtherMode() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Authentication.modes("tokenreview,none"))
                .withMessage("serai.auth.mode is 'tokenreview,none'; none goes with no other mode");
    }

    @Test
    void noModeAtAllIsNotNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Authentication.modes(" , "))
                .withMessageStartingWith("serai.auth.mode is empty");
    }

    @Test
    void whereCallersAreKnownAnyAddressIsFine() {
        assertThatCode(() -> mode("tokenreview", false).checkAddress("camel.server.host", "0.0.0.0"))
                .doesNotThrowAnyException();
    }

    @Test
    void answersMustHoldForAWhile() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Authentication(
                        Authentication.modes("tokenreview"), false, List.of(), Duration.ZERO, Duration.ZERO, true))
                .withMessage("serai.auth.cache-seconds is 0; it is at least 1");
    }

    private static Authentication mode(String mode, boolean allowAnonymous) {
        return new Authentication(
                Authentication.modes(mode),
                allowAnonymous,
                List.of(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3600),
                true);
    }
}
