package dev.serai.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.PodFields;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import dev.serai.kube.selector.LabelSelector;
import dev.serai.kube.selector.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However often a snapshot is asked, and whatever it has indexed by then, nothing that is selected is left out. */
class SnapshotTest {

    private static final ResourceType PODS = new ResourceType(new GroupResource("pods", ""), "v1", "Pod", true);
    private static final int OBJECTS = 500;
    private static final int ALL_FIELDS = 20;

    private final Random random = new Random(7);
    private final CachedObject[] sorted = objects();
    private final Snapshot snapshot = Snapshot.of(9, sorted);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app=a",
                "app=none",
                "app in (b)",
                "app in (a,b)",
                "app!=a",
                "!tier",
                "tier=",
                "tier",
                "tier!=x,app=c",
                "app=a,tier=x",
                "other=1"
            })
    void labelsSelectTheSameEachTime(String expression) {
        LabelSelector selector = LabelSelector.parse(expression);
        selectsTheSameEachTime(
                selector.equality().map(IndexTerm::ofLabel).orElse(null), object -> selector.test(object.labels()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec.nodeName=n1",
                "spec.nodeName=",
                "spec.nodeName!=n1",
                "status.phase!=Failed,spec.nodeName==n2",
                "metadata.name=p7",
                "metadata.namespace=b"
            })
    void fieldsSelectTheSameEachTime(String expression) {
        FieldSelector selector = FieldSelector.parse(expression, PODS).orElseThrow();
        selectsTheSameEachTime(selector.equality().orElse(null), selector);
    }

    @Test
    void whoAsksTwiceIsShownOnlyWhatCanBeSelected() {
        IndexTerm app = LabelSelector.parse("tier,app=a")
                .equality()
                .map(IndexTerm::ofLabel)
                .orElseThrow();
        assertThat(snapshot.candidates(null, app)).hasSize(OBJECTS);
        assertThat(snapshot.candidates(null, app))
                .hasSizeLessThan(OBJECTS)
                .isNotEmpty()
                .allMatch(object -> "a".equals(object.labels().get("app")));
        // Of another value of that field, too, and of the same objects at a later version.
        IndexTerm other =
                LabelSelector.parse("app=b").equality().map(IndexTerm::ofLabel).orElseThrow();
        assertThat(snapshot.at(10).candidates("a", other))
                .isNotEmpty()
                .allMatch(object -> "b".equals(object.labels().get("app"))
                        && object.namespace().equals("a"));
    }

    @Test
    void aFieldIsLookedAtOnceInEachObject() {
        var looks = new AtomicInteger();
        var counted = new IndexTerm(
                "counted",
                object -> {
                    looks.incrementAndGet();
                    return object.name();
                },
                "p1");
        for (int ask = 0; ask < 5; ask++) {
            snapshot.candidates(null, counted);
        }
        assertThat(looks).hasValue(OBJECTS);
    }

    @Test
    void onlySoManyFieldsAreIndexed() {
        var indexed = new AtomicInteger();
        for (int field = 0; field < ALL_FIELDS; field++) {
            var term = new IndexTerm("field" + field, CachedObject::name, "p1");
            snapshot.candidates(null, term);
            if (snapshot.candidates(null, term).size() < OBJECTS) {
                indexed.incrementAndGet();
            }
        }
        assertThat(indexed).hasValue(8);
    }

    @Test
    void whatCanBeMetByOneValueOnlyIsFoundByIt() {
        assertThat(LabelSelector.parse("b!=1,a in (x)")
                        .equality()
                        .map(IndexTerm::ofLabel)
                        .map(IndexTerm::field))
                .contains("metadata.labels.a");
        assertThat(LabelSelector.parse("a=").equality().map(Map.Entry::getValue))
                .contains("");
        for (String none : List.of("", "a", "!a", "a!=x", "a notin (x)", "a in (x,y)", "a>1")) {
            assertThat(LabelSelector.parse(none).equality()).as(none).isEmpty();
        }
        assertThat(FieldSelector.parse("status.phase!=Running", PODS)
                        .orElseThrow()
                        .equality())
                .isEmpty();
    }

    private void selectsTheSameEachTime(IndexTerm term, Predicate<CachedObject> selector) {
        for (String namespace : new String[] {null, "a", "b", "none"}) {
            List<CachedObject> expected =
                    snapshot.in(namespace).stream().filter(selector).toList();
            for (int ask = 0; ask < 3; ask++) {
                List<CachedObject> candidates =
                        term == null ? snapshot.in(namespace) : snapshot.candidates(namespace, term);
                assertThat(candidates.stream().filter(selector)).containsExactlyElementsOf(expected);
            }
        }
    }

    private CachedObject[] objects() {
        var store = new ObjectStore(1);
        for (int number = 0; number < OBJECTS; number++) {
            store.put(null, object(number));
        }
        return store.snapshot().objects().toArray(CachedObject[]::new);
    }

    private CachedObject object(int number) {
        var labels = new Labels.Builder();
        List<String> apps = List.of("a", "b", "c");
        labels.add("app", apps.get(random.nextInt(apps.size())));
        if (random.nextBoolean()) {
            labels.add("tier", random.nextBoolean() ? "x" : "");
        }
        List<String> phases = List.of("Running", "Pending", "Failed");
        return new CachedObject(
                null,
                null,
                random.nextBoolean() ? "a" : "b",
                "p" + number,
                "u" + number,
                Integer.toString(number + 1),
                labels.build(),
                PodFields.of(random.nextBoolean() ? "" : "n" + random.nextInt(3), phases.get(random.nextInt(3))),
                "{}".getBytes(StandardCharsets.UTF_8));
    }
}
