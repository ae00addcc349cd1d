package dev.serai.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.PodFields;
import dev.serai.cache.store.Change;
import dev.serai.kube.selector.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PodChangeFeedTest {

    private final AtomicInteger woken = new AtomicInteger();
    private final PodChangeFeed feed = new PodChangeFeed(woken::incrementAndGet);

    @Test
    void whatHappenedToAPodIsSaidInWords() {
        CachedObject before = pod(1, "{}");
        CachedObject after = pod(
                2,
                "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],"
                        + "\"containerStatuses\":[{\"name\":\"web\",\"restartCount\":1,"
                        + "\"state\":{\"waiting\":{\"reason\":\"<b>&CrashLoopBackOff\"}}}]}");
        feed.changed(new Change(Change.Type.ADDED, before, null));
        feed.changed(new Change(Change.Type.MODIFIED, after, before));
        feed.changed(new Change(Change.Type.DELETED, after, after));

        List<PodChangeLine> lines = feed.take().lines();

        assertThat(lines).extracting(PodChangeLine::type).containsExactly("added", "modified", "deleted");
        assertThat(lines.get(1))
                .isEqualTo(new PodChangeLine(
                        "2",
                        "modified",
                        "shop",
                        "web",
                        "node-1",
                        "Running",
                        List.of("restarted web", "ready"),
                        "<b>&CrashLoopBackOff"));
        assertThat(lines.get(2).changes()).isEmpty();
    }

    @Test
    void aFloodIsBoundedAndWhatIsLeftOutIsCounted() {
        int flood = PodChangeFeed.MOST_WAITING + 100;
        for (int version = 1; version <= flood; version++) {
            feed.changed(new Change(Change.Type.ADDED, pod(version, "{}"), null));
        }

        PodChangeFeed.Taken taken = feed.take();

        assertThat(woken).hasValue(1);
        assertThat(taken.lines()).hasSize(PodChangeFeed.MOST_AT_A_TIME);
        assertThat(taken.skipped()).isEqualTo(flood - PodChangeFeed.MOST_AT_A_TIME);
        assertThat(taken.lines())
                .last()
                .extracting(PodChangeLine::version)
                .isEqualTo(Integer.toString(PodChangeFeed.MOST_WAITING));
        assertThat(feed.take().lines()).isEmpty();
        feed.changed(new Change(Change.Type.ADDED, pod(flood + 1, "{}"), null));
        assertThat(woken).hasValue(2);
    }

    @Test
    void wordsOfOthersAreCutAndNoneOfThemEndsAnEvent() {
        String reason = "line\nevent: status\ndata: {}\n\n" + "x".repeat(1_000);
        CachedObject pod = pod(1, "{\"reason\":" + new String(PageJson.write(reason), StandardCharsets.UTF_8) + "}");
        feed.changed(new Change(Change.Type.MODIFIED, pod, pod));

        PodChangeLine line = feed.take().lines().get(0);
        String event = PageJson.event(7, "pod", line).toString();

        assertThat(line.reason()).hasSize(301).endsWith("…");
        assertThat(event).startsWith("id: 7\nevent: pod\ndata: {").endsWith("}\n\n");
        assertThat(event.lines()).hasSize(4);
        assertThat(PageJson.read(event.substring(event.indexOf('{')).getBytes(StandardCharsets.UTF_8))
                        .path("reason")
                        .asText())
                .isEqualTo(line.reason());
    }

    private static CachedObject pod(long version, String status) {
        String json =
                "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"web\"},\"spec\":{\"nodeName\":\"node-1\"},\"status\":"
                        + status + "}";
        return new CachedObject(
                null,
                null,
                "shop",
                "web",
                "u",
                Long.toString(version),
                Labels.NONE,
                PodFields.of("node-1", "Running"),
                json.getBytes(StandardCharsets.UTF_8));
    }
}
