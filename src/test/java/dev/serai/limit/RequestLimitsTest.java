package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RequestLimitsTest {

    @Test
    void aLimitThatIsNoneNamesItsKey() {
        assertThatThrownBy(() -> new RequestLimits(0, 65_536, 3_145_728))
                .hasMessage("serai.limits.header-bytes is '0'; it is a number of bytes from 1024 to 67108864");
        assertThatThrownBy(() -> new RequestLimits(65_536, -1, 3_145_728))
                .hasMessageContaining("serai.limits.url-bytes");
        assertThatThrownBy(() -> new RequestLimits(65_536, 65_536, Integer.MAX_VALUE))
                .hasMessageContaining("serai.limits.body-bytes");
    }

    @Test
    void camelMayNotSaySomethingElseOfBodies() {
        var limits = new RequestLimits(65_536, 65_536, 3_145_728);
        assertThatCode(() -> limits.checkCamel("3145728")).doesNotThrowAnyException();
        assertThatThrownBy(() -> limits.checkCamel("1000000"))
                .hasMessage("camel.server.maxBodySize is '1000000' and serai.limits.body-bytes '3145728'; set"
                        + " serai.limits.body-bytes only, the other follows it");
    }
}
