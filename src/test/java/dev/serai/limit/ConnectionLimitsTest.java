package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

    @Test
    void aLimitThatIsNoneNamesItsKey() {
        assertThatThrownBy(() -> new ConnectionLimits(0, 300, 30))
                .hasMessage("serai.limits.connections is 0; it is a whole number from 1 to 2147483647");
        assertThatThrownBy(() -> new ConnectionLimits(1, 0, 30))
                .hasMessage("serai.limits.idle-seconds is 0; it is a number of seconds from 1 to 86400");
        assertThatThrownBy(() -> new ConnectionLimits(1, 300, 86_401))
                .hasMessage("serai.limits.request-seconds is 86401; it is a number of seconds from 1 to 86400");
    }
}
