package dev.serai.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.PodFields;
import dev.serai.cache.object.UnorderedVersionException;
import dev.serai.cache.reflector.InformerHandler;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import dev.serai.kube.selector.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ObjectStoreTest {

    private static final ResourceType PODS = new ResourceType(new GroupResource("pods", ""), "v1", "Pod", true);

    private final ObjectStore store = new ObjectStore(100);
    private final RecordingOwner owner = new RecordingOwner();
    private final InformerHandler informer = new InformerHandler(PODS, store, owner);
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void listen() {
        store.writtenBy(informer);
        list(0);
        store.subscribe(new ChangeListener() {
            @Override
            public void changed(Change change) {
                heard.add("%s %s/%s"
                        .formatted(
                                change.type(),
                                change.object().uid(),
                                change.object().resourceVersion()));
            }

            @Override
            public void relisted() {
                heard.add("relisted");
            }

            @Override
            public void historyEnded() {
                heard.add("history ended");
            }

            @Override
            public void redefined() {
                heard.add("redefined");
            }
        });
    }

    @Test
    void objectsStandInTheApiServersOrder() {
        for (String key : List.of("b/a", "a/z", "a.b/c", "a-b/d", "a/b", "a/a-1", "a/a.1", "a/a", "ab/x", "a0/y")) {
            add(key);
        }
        // That of the bytes of the keys in etcd.
        assertThat(keys(store.snapshot().objects()))
                .containsExactly("a-b/d", "a.b/c", "a/a", "a/a-1", "a/a.1", "a/b", "a/z", "a0/y", "ab/x", "b/a");
    }

    @Test
    void aNamespaceIsNotMistakenForAnotherThatBeginsLikeIt() {
        for (String key : List.of("a/x", "a-b/x", "a.b/x", "a0/x", "ab/x", "a/y", "b/x")) {
            add(key);
        }
        Snapshot snapshot = store.snapshot();
        assertThat(keys(snapshot.in("a"))).containsExactly("a/x", "a/y");
        assertThat(keys(snapshot.in("a-b"))).containsExactly("a-b/x");
        assertThat(keys(snapshot.in("a.b"))).containsExactly("a.b/x");
        assertThat(keys(snapshot.in("a0"))).containsExactly("a0/x");
        assertThat(keys(snapshot.in("ab"))).containsExactly("ab/x");
        assertThat(keys(snapshot.in("b"))).containsExactly("b/x");
        assertThat(snapshot.in("aa")).isEmpty();
        assertThat(snapshot.in("0")).isEmpty();
        assertThat(snapshot.in("z")).isEmpty();
        assertThat(snapshot.in(null)).hasSize(7);
    }

    @Test
    void objectsOfNoNamespaceAreFoundByName() {
        informer.onAdd(object(null, "node-1", "u", 1));
        assertThat(store.get(null, "node-1").uid()).isEqualTo("u");
        assertThat(store.get("default", "node-1")).isNull();
        assertThat(store.snapshot().in(null)).hasSize(1);
    }

    @Test
    void aGetSeesEachChange() {
        CachedObject first = object("n", "x", "u", 1);
        CachedObject second = object("n", "x", "u", 2);
        assertThat(store.get("n", "x")).isNull();
        informer.onAdd(first);
        assertThat(store.get("n", "x")).isSameAs(first);
        informer.onUpdate(first, second);
        assertThat(store.get("n", "x")).isSameAs(second);
        informer.onDelete(second, false);
        assertThat(store.get("n", "x")).isNull();
        assertThat(store.snapshot().objects()).isEmpty();
        assertThat(heard).containsExactly("ADDED u/1", "MODIFIED u/2", "DELETED u/2");
    }

    @Test
    void aChangeTellsWhatWasBefore() {
        var changes = new ArrayList<Change>();
        store.subscribe(changes::add);
        CachedObject first = object("n", "x", "u", 1);
        CachedObject second = object("n", "x", "u", 2);
        informer.onAdd(first);
        informer.onUpdate(first, second);
        assertThat(changes)
                .containsExactly(
                        new Change(Change.Type.ADDED, first, null), new Change(Change.Type.MODIFIED, second, first));
    }

    @Test
    void inAListAnotherUidUnderOneNameIsADeleteAndAnAdd() {
        informer.onAdd(object("n", "x", "old", 3));
        CachedObject young = object("n", "x", "young", 9);
        list(9, young);
        assertThat(heard).containsExactly("ADDED old/3", "DELETED old/3", "ADDED young/9", "relisted");
        assertThat(store.get("n", "x")).isSameAs(young);
        assertThat(store.snapshot().objects()).containsExactly(young);
    }

    @Test
    void theResourceVersionFollowsWhatCame() {
        assertThat(store.snapshot().version()).isEqualTo(0);
        informer.onAdd(object("n", "x", "u", 9));
        informer.onAdd(object("n", "y", "v", 10));
        assertThat(store.snapshot().version()).isEqualTo(10);
        informer.onDelete(object("n", "x", "u", 9), true);
        assertThat(store.snapshot().version()).isEqualTo(10);
        list(100, object("n", "y", "v", 10));
        assertThat(store.snapshot().version()).isEqualTo(100);
        assertThat(owner.lists).isEqualTo(2);
    }

    @Test
    void aListOfALowerVersionIsOfAnotherHistory() {
        informer.onAdd(object("n", "old3", "u3", 8));
        informer.onUpdate(null, object("n", "old3", "u3", 20));
        informer.onAdd(object("n", "new1", "u1", 30));
        heard.clear();
        CachedObject old3 = object("n", "old3", "u3", 8);
        list(10, object("n", "old2", "u2", 7), old3);
        assertThat(heard).containsExactly("history ended", "DELETED u1/30", "ADDED u2/7", "MODIFIED u3/8", "relisted");
        assertThat(store.version()).isEqualTo(10);
        assertThat(store.snapshot().version()).isEqualTo(10);
        assertThat(store.histories()).isEqualTo(1);
        assertThat(store.endedAt()).isEqualTo(30);
        assertThat(store.oldestVersion()).isEqualTo(10);
        assertThat(store.get("n", "old3")).isSameAs(old3);
    }

    @Test
    void aListWithAnObjectThatWouldHaveToBeKnownIsOfAnotherHistory() {
        informer.onAdd(object("n", "x", "u", 20));
        list(40, object("n", "x", "u", 20), object("n", "y", "v", 15));
        assertThat(store.histories()).isEqualTo(1);
        assertThat(store.version()).isEqualTo(40);
    }

    @Test
    void aListThatFollowsIsOfTheSameHistory() {
        informer.onAdd(object("n", "x", "u", 20));
        informer.onAdd(object("n", "y", "v", 21));
        list(40, object("n", "y", "v", 30), object("n", "z", "w", 35));
        assertThat(store.histories()).isZero();
        assertThat(heard)
                .containsExactly("ADDED u/20", "ADDED v/21", "DELETED u/20", "MODIFIED v/30", "ADDED w/35", "relisted");
    }

    @Test
    void anotherContentUnderTheSameVersionIsShownAndNoChange() {
        informer.onAdd(object("n", "x", "u", 20));
        int before = store.snapshot().checksum();
        Snapshot then = store.snapshot();
        heard.clear();
        CachedObject defaulted = object("n", "x", "u", 20, "{\"spec\":{\"size\":7}}");
        list(25, defaulted);
        assertThat(heard).containsExactly("redefined", "relisted");
        assertThat(store.get("n", "x")).isSameAs(defaulted);
        assertThat(store.snapshot().objects()).containsExactly(defaulted);
        assertThat(store.snapshot().checksum()).isNotEqualTo(before);
        assertThat(store.snapshot().isComparableWith(then)).isFalse();
        assertThat(store.histories()).isZero();
    }

    @Test
    void membersInAnotherOrderAreTheSameContent() {
        informer.onAdd(object("n", "x", "u", 20, "{\"a\":1,\"b\":2.50}"));
        heard.clear();
        list(25, object("n", "x", "u", 20, "{\"b\":2.50,\"a\":1}"));
        assertThat(heard).containsExactly("relisted");
    }

    @Test
    void anotherServedVersionIsNoChange() {
        CachedObject x = object("n", "x", "u", 20);
        informer.onAdd(x);
        heard.clear();
        var other = new InformerHandler(new ResourceType(PODS.resource(), "v2", "Pod", true), store, owner);
        store.writtenBy(other);
        other.page(true, List.of(x));
        other.onList("25", false);
        assertThat(heard).containsExactly("redefined", "relisted");
        assertThat(store.type().version()).isEqualTo("v2");
    }

    @Test
    void whatAWatchBringsThatCannotFollowIsNotTaken() {
        CachedObject x = object("n", "x", "u", 20);
        informer.onAdd(x);
        informer.onUpdate(x, object("n", "x", "u", 19));
        informer.onUpdate(x, object("n", "x", "other", 21));
        assertThat(owner.contradictions)
                .containsExactly(
                        "n/x went from version 20 back to 19", "n/x has another uid, and its delete was not told");
        assertThat(store.get("n", "x")).isSameAs(x);
        assertThat(heard).containsExactly("ADDED u/20");
    }

    @Test
    void aListThatIsBegunAnewIsTakenOnce() {
        informer.onBeforeList(null);
        informer.page(true, List.of(object("n", "a", "a", 1)));
        informer.page(true, List.of(object("n", "b", "b", 2)));
        informer.page(false, List.of(object("n", "c", "c", 3)));
        informer.onAdd(object("n", "b", "b", 2));
        informer.onList("5", false);
        assertThat(heard).containsExactly("ADDED b/2", "ADDED c/3", "relisted");
    }

    @Test
    void whoWasStoppedWritesNothingMore() {
        CachedObject x = object("n", "x", "u", 1);
        informer.onAdd(x);
        store.writtenBy(null);
        informer.onAdd(object("n", "y", "v", 2));
        informer.onDelete(x, false);
        informer.onAdd(bookmark(9));
        list(20);
        assertThat(heard).containsExactly("ADDED u/1");
        assertThat(store.version()).isEqualTo(1);
        assertThat(owner.lists).isEqualTo(1);
    }

    @Test
    void whatIsServedNoMoreStaysToBeComparedWith() {
        CachedObject x = object("n", "x", "u", 1);
        informer.onAdd(x);
        store.withdraw();
        list(5, x);
        assertThat(heard).containsExactly("ADDED u/1", "redefined", "relisted");
    }

    @Test
    void whatComesBackAfterItsEndIsOfAnotherHistory() {
        CachedObject x = object("n", "x", "u", 4);
        informer.onAdd(x);
        store.end();
        list(9, x);
        assertThat(heard).containsExactly("ADDED u/4", "DELETED u/4", "history ended", "ADDED u/4", "relisted");
    }

    @Test
    void aBookmarkTellsUpToWhichVersionTheObjectsAreKnown() {
        var reached = new ArrayList<Long>();
        store.subscribe(new ChangeListener() {
            @Override
            public void changed(Change change) {}

            @Override
            public void reached(long version) {
                reached.add(version);
            }
        });
        CachedObject x = object("n", "x", "u", 1);
        informer.onAdd(x);
        assertThat(store.snapshot().version()).isEqualTo(1);
        CachedObject first = bookmark(5);
        CachedObject second = bookmark(9);
        informer.onAdd(first);
        assertThat(store.snapshot().version()).isEqualTo(5);
        informer.onUpdate(first, second);
        informer.onUpdate(second, bookmark(7));
        informer.onDelete(second, true);
        assertThat(store.version()).isEqualTo(9);
        assertThat(store.snapshot().version()).isEqualTo(9);
        assertThat(store.snapshot().objects()).containsExactly(x);
        assertThat(store.changesAfter(5)).hasValue(List.of());
        assertThat(reached).containsExactly(5L, 9L);
        assertThat(heard).containsExactly("ADDED u/1");
    }

    @Test
    void theEndOfAResourceIsTheDeleteOfWhatIsLeftOfIt() {
        var left = new ArrayList<Change>();
        store.subscribe(new ChangeListener() {
            @Override
            public void changed(Change change) {}

            @Override
            public void ended(List<Change> deletes) {
                left.addAll(deletes);
            }
        });
        CachedObject x = object("n", "x", "u", 1);
        informer.onAdd(x);
        store.end();
        assertThat(left).containsExactly(new Change(Change.Type.DELETED, x, x));
        assertThat(heard).containsExactly("ADDED u/1", "DELETED u/1");
        assertThat(store.get("n", "x")).isNull();
        assertThat(store.snapshot().objects()).isEmpty();
        assertThat(store.changesAfter(0)).isEmpty();
    }

    @Test
    void aSnapshotDoesNotChangeAfterwards() {
        CachedObject x = object("n", "x", "u", 1);
        informer.onAdd(x);
        Snapshot before = store.snapshot();
        informer.onUpdate(x, object("n", "x", "u", 2));
        informer.onAdd(object("n", "a", "v", 3));
        informer.onDelete(object("n", "x", "u", 4), false);
        assertThat(before.objects()).containsExactly(x);
        assertThat(before.version()).isEqualTo(1);
    }

    @Test
    void theSnapshotIsSharedUntilTheNextChange() {
        add("n/x");
        Snapshot snapshot = store.snapshot();
        assertThat(store.snapshot()).isSameAs(snapshot);
        add("n/y");
        assertThat(store.snapshot()).isNotSameAs(snapshot);
    }

    @Test
    void whoUnsubscribedHearsNothingMore() {
        var late = new ArrayList<Change>();
        ChangeListener listener = late::add;
        store.subscribe(listener);
        add("n/x");
        store.unsubscribe(listener);
        add("n/y");
        assertThat(late).hasSize(1);
        assertThat(heard).hasSize(2);
    }

    @Test
    void aListenerThatThrowsCostsNoOtherTheChangeAndIsToldThatItMissedOne() {
        var missed = new AtomicInteger();
        store.subscribe(new ChangeListener() {
            @Override
            public void changed(Change change) {
                throw new IllegalStateException("the ledger is closed");
            }

            @Override
            public void reached(long version) {
                throw new StackOverflowError();
            }

            @Override
            public void relisted() {
                throw new IllegalStateException("the ledger is closed");
            }

            @Override
            public void ended(List<Change> left) {
                throw new IllegalStateException("the ledger is closed");
            }

            @Override
            public void missed() {
                missed.incrementAndGet();
                throw new IllegalStateException("nor can it compare");
            }
        });
        var after = new ArrayList<String>();
        store.subscribe(new ChangeListener() {
            @Override
            public void changed(Change change) {
                after.add("changed");
            }

            @Override
            public void reached(long version) {
                after.add("reached");
            }

            @Override
            public void relisted() {
                after.add("relisted");
            }

            @Override
            public void ended(List<Change> left) {
                after.add("ended");
            }
        });

        add("n/x");
        informer.onAdd(bookmark(7));
        list(9, store.get("n", "x"), object("n", "y", "y", 8), object("n", "z", "z", 9));
        store.end();

        assertThat(after)
                .containsExactly(
                        "changed",
                        "reached",
                        "changed",
                        "changed",
                        "relisted",
                        "changed",
                        "changed",
                        "changed",
                        "ended");
        assertThat(missed).hasValue(after.size());
        assertThat(store.get("n", "y")).isNull();
        assertThat(owner.lists).isEqualTo(2);
    }

    @Test
    void aListenerThatThrowsIsToldAsOfANewListIfItSaysNothingElse() {
        var relists = new AtomicInteger();
        store.subscribe(new ChangeListener() {
            @Override
            public void changed(Change change) {
                throw new IllegalStateException("once");
            }

            @Override
            public void relisted() {
                relists.incrementAndGet();
            }
        });
        add("n/x");
        assertThat(relists).hasValue(1);
    }

    @Test
    @Timeout(30)
    void whoSubscribesWhileOthersWriteGetsEachChangeOnce() throws Exception {
        var stop = new AtomicBoolean();
        // Several, so that whoever subscribes has to wait for the store in the middle of it.
        List<CompletableFuture<Void>> writers = IntStream.range(0, 4)
                .mapToObj(writer -> CompletableFuture.runAsync(
                        () -> {
                            for (int version = 1; !stop.get() || version < 1_000; version++) {
                                write("w" + writer + "-" + version % 7, version);
                            }
                        },
                        task -> new Thread(task, "writer").start()))
                .toList();
        await().until(() -> store.snapshot().version() > 0);
        var followers = new ArrayList<Follower>();
        for (int i = 0; i < 200; i++) {
            var follower = new Follower();
            follower.begin = versions(store.subscribe(follower));
            followers.add(follower);
        }
        await().until(() -> !followers.get(0).changes.isEmpty());
        stop.set(true);
        for (CompletableFuture<Void> writer : writers) {
            writer.get(20, TimeUnit.SECONDS);
        }
        Map<String, String> end = versions(store.snapshot());
        assertThat(followers)
                .allSatisfy(follower -> assertThat(follower.replay()).isEqualTo(end));
    }

    private void write(String name, int version) {
        CachedObject before = store.get("n", name);
        CachedObject after = object("n", name, name, version);
        if (before == null) {
            informer.onAdd(after);
        } else if (version % 5 == 0) {
            informer.onDelete(before, false);
        } else {
            informer.onUpdate(before, after);
        }
    }

    /** Plays the changes it heard on the snapshot it began with; each must fit what was before it. */
    private static final class Follower implements ChangeListener {
        private final List<Change> changes = Collections.synchronizedList(new ArrayList<>());
        private Map<String, String> begin;

        @Override
        public void changed(Change change) {
            changes.add(change);
        }

        Map<String, String> replay() {
            var state = new TreeMap<>(begin);
            for (Change change : changes) {
                String key = change.object().key();
                String before =
                        change.previous() == null ? null : change.previous().resourceVersion();
                assertThat(state.get(key)).isEqualTo(before);
                if (change.type() == Change.Type.DELETED) {
                    state.remove(key);
                } else {
                    state.put(key, change.object().resourceVersion());
                }
            }
            return state;
        }
    }

    private static Map<String, String> versions(Snapshot snapshot) {
        var versions = new TreeMap<String, String>();
        snapshot.objects().forEach(object -> versions.put(object.key(), object.resourceVersion()));
        return versions;
    }

    private void add(String key) {
        String[] parts = key.split("/");
        informer.onAdd(object(parts[0], parts[1], key, 1));
    }

    private static List<String> keys(List<CachedObject> objects) {
        return objects.stream().map(CachedObject::key).toList();
    }

    private void list(long version, CachedObject... objects) {
        informer.onBeforeList(null);
        informer.page(true, List.of(objects));
        informer.onList(Long.toString(version), false);
    }

    private static final class RecordingOwner implements InformerHandler.Owner {
        private final List<String> contradictions = new ArrayList<>();
        private int lists;

        @Override
        public void heard() {}

        @Override
        public void watchesAgain() {}

        @Override
        public void listed(InformerHandler handler) {
            lists++;
        }

        @Override
        public void failed(InformerHandler handler, UnorderedVersionException failure) {}

        @Override
        public void contradicted(InformerHandler handler, String reason) {
            contradictions.add(reason);
        }
    }

    private static CachedObject object(String namespace, String name, String uid, long version) {
        return object(namespace, name, uid, version, "{}");
    }

    private static CachedObject bookmark(long version) {
        return object(null, "", "", version);
    }

    private static CachedObject object(String namespace, String name, String uid, long version, String json) {
        return new CachedObject(
                null,
                null,
                namespace,
                name,
                uid,
                Long.toString(version),
                Labels.NONE,
                PodFields.NONE,
                json.getBytes(StandardCharsets.UTF_8));
    }
}
