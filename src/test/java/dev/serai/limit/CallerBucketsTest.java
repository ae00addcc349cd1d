package dev.serai.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallerBucketsTest {

    private final AtomicLong now = new AtomicLong();
    private final CallerBuckets callers = new CallerBuckets(2, now::get);

    @Test
    void eachHasABucketOfItsOwnWhileThereIsRoom() {
        String first = bucket("10.0.0.1");
        assertThat(bucket("10.0.0.2")).isNotIn(first, CallerBuckets.SHARED);
        assertThat(bucket("10.0.0.1")).isEqualTo(first);
    }

    @Test
    void whoComesWhenAllPlacesAreTakenSharesABucket() {
        String first = bucket("10.0.0.1");
        bucket("10.0.0.2");
        assertThat(bucket("10.0.0.3")).isEqualTo(CallerBuckets.SHARED);
        assertThat(bucket("10.0.0.4")).isEqualTo(CallerBuckets.SHARED);
        assertThat(bucket("10.0.0.1")).isEqualTo(first);
    }

    @Test
    void nobodysNameIsThatOfTheSharedBucket() {
        assertThat(bucket(CallerBuckets.SHARED)).isNotEqualTo(CallerBuckets.SHARED);
    }

    @Test
    void thePlaceOfWhoHasNotCalledForLongestIsGivenAwayWhenCamelHasForgottenTheBucket() {
        bucket("10.0.0.1");
        bucket("10.0.0.2");
        seconds(8);
        bucket("10.0.0.1");
        seconds(2);
        assertThat(bucket("10.0.0.3")).isEqualTo(CallerBuckets.SHARED);
        seconds(2);
        assertThat(bucket("10.0.0.3")).isNotEqualTo(CallerBuckets.SHARED);
        // Whoever had called last has kept the place, who had not comes too late.
        assertThat(bucket("10.0.0.1")).isNotEqualTo(CallerBuckets.SHARED);
        assertThat(bucket("10.0.0.2")).isEqualTo(CallerBuckets.SHARED);
    }

    private String bucket(String caller) {
        return callers.counted(caller).bucket();
    }

    private void seconds(int more) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(more));
    }
}
