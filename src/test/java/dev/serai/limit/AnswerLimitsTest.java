package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kube.StatusException;
import org.junit.jupiter.api.Test;

class AnswerLimitsTest {

    @Test
    void aLimitThatIsNoneNamesItsKey() {
        assertThatThrownBy(() -> new AnswerLimits(0, 1_024))
                .hasMessage("serai.limits.watches-per-caller is 0; it is a whole number from 1");
        assertThatThrownBy(() -> new AnswerLimits(1, 1_023))
                .hasMessage("serai.limits.list-bytes-in-flight is 1023; it is a number of bytes from 1024 to"
                        + " 2147483647");
    }

    @Test
    void noCallerAloneTakesAllBytesOfLists() {
        CallerQuota lists = new AnswerLimits(1, 1_024).lists();
        lists.take("a", 512);
        assertThatThrownBy(() -> lists.take("a", 1)).isInstanceOf(StatusException.class);
        lists.take("b", 512);
        assertThatThrownBy(() -> lists.take("c", 1)).isInstanceOf(StatusException.class);
    }

    @Test
    void aCallerHasItsOwnWatchesAndAllTogetherTheirs() {
        CallerQuota streams = new AnswerLimits(2, 1_024).streams(3);
        streams.take("a", 1);
        streams.take("a", 1);
        assertThatThrownBy(() -> streams.take("a", 1)).isInstanceOf(StatusException.class);
        streams.take("b", 1);
        assertThatThrownBy(() -> streams.take("b", 1)).isInstanceOf(StatusException.class);
    }
}
