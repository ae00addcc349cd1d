package dev.serai.cache.reflector;

import static dev.serai.cache.reflector.ConsistencyCheck.Finding.CONSISTENT;
import static dev.serai.cache.reflector.ConsistencyCheck.Finding.OTHER_CONTENT;
import static dev.serai.cache.reflector.ConsistencyCheck.Finding.OTHER_HISTORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.PodFields;
import dev.serai.cache.store.Snapshot;
import dev.serai.kube.selector.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsistencyCheckTest {

    private final CachedObject a = object("a", "a", 10, "{}");
    private final CachedObject b = object("b", "b", 20, "{}");
    private final Snapshot known = Snapshot.of(30, a, b);

    @Test
    void whatTheCacheMayBeYetToHearOfContradictsNothing() {
        assertThat(compare(30, a, b)).isEqualTo(CONSISTENT);
        assertThat(compare(40, a)).isEqualTo(CONSISTENT);
        assertThat(compare(40, a, object("b", "b", 35, "{}"), object("c", "c", 40, "{}")))
                .isEqualTo(CONSISTENT);
        assertThat(compare(40, a, object("b", "again", 31, "{}"))).isEqualTo(CONSISTENT);
    }

    @Test
    void aLowerVersionOfTheListIsOfAnotherHistory() {
        assertThat(compare(29, a, b)).isEqualTo(OTHER_HISTORY);
    }

    @Test
    void aLowerVersionOfAnObjectIsOfAnotherHistory() {
        assertThat(compare(50, object("a", "a", 9, "{}"))).isEqualTo(OTHER_HISTORY);
        assertThat(compare(50, object("a", "a", 11, "{}"))).isEqualTo(OTHER_HISTORY);
    }

    @Test
    void anotherUidThatWouldHaveToBeKnownIsOfAnotherHistory() {
        assertThat(compare(50, object("a", "other", 10, "{}"))).isEqualTo(OTHER_HISTORY);
        assertThat(compare(50, object("c", "c", 25, "{}"))).isEqualTo(OTHER_HISTORY);
    }

    @Test
    void anotherContentUnderTheSameVersionIsOfAnotherDefinition() {
        assertThat(compare(50, object("a", "a", 10, "{\"spec\":{}}"), b)).isEqualTo(OTHER_CONTENT);
    }

    private ConsistencyCheck.Finding compare(long version, CachedObject... listed) {
        return ConsistencyCheck.compare(known, version, List.of(listed));
    }

    private static CachedObject object(String name, String uid, long version, String json) {
        return new CachedObject(
                null,
                null,
                "n",
                name,
                uid,
                Long.toString(version),
                Labels.NONE,
                PodFields.NONE,
                json.getBytes(StandardCharsets.UTF_8));
    }
}
