package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RequestLimitsTest {

    @Test
    void aLimitThatIsNoneNamesItsKey() {
        assertThatThrownBy(() -> new RequestLimits(0, 65_536, 3_145_728, 100))
                .hasMessage("serai.limits.header-bytes is '0'; it is a number of bytes from 1024 to 67108864");
        assertThatThrownBy(() -> new RequestLimits(65_536, -1, 3_145_728, 100))
                .hasMessageContaining("serai.limits.url-bytes");
        assertThatThrownBy(() -> new RequestLimits(65_536, 65_536, Integer.MAX_VALUE, 100))
                .hasMessageContaining("serai.limits.body-bytes");
        assertThatThrownBy(() -> new RequestLimits(65_536, 65_536, 3_145_728, 2))
                .hasMessage("serai.limits.json-depth is '2'; it is a whole number from 3 to 10000");
    }

    @Test
    void camelMayNotSaySomethingElseOfBodies() {
        var limits = new RequestLimits(65_536, 65_536, 3_145_728, 100);
        assertThatCode(() -> limits.checkCamel("3145728")).doesNotThrowAnyException();
        assertThatThrownBy(() -> limits.checkCamel("1000000"))
                .hasMessage("camel.server.maxBodySize is '1000000' and serai.limits.body-bytes '3145728'; set"
                        + " serai.limits.body-bytes only, the other follows it");
    }
}
