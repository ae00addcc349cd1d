package dev.serai.event.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statuses of pods as kubelets, the scheduler and the node controller write them: lives of pods, state by state. */
public class PodChangesTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    created              | -
                    bound-and-ready      | scheduled ready
                    rollout              | - > scheduled > - > - > ready > unready
                    crash-loop           | scheduled ready > unready > restarted/app ready > unready > restarted/app
                    oom                  | scheduled ready > oomkilled/app unready > restarted/app ready > restarted/app > \
                    oomkilled/app restarted/app
                    image-pull           | scheduled > image-pull-failed/app > - > - > ready
                    invalid-image-name   | scheduled > image-pull-failed/app
                    job-completed        | scheduled ready > unready completed
                    job-failed           | scheduled ready > unready failed
                    job-oom              | scheduled ready > oomkilled/app unready failed
                    job-on-failure       | scheduled ready > restarted/app > unready completed
                    node-pressure        | scheduled ready > unready evicted failed
                    drain                | scheduled ready > evicted > unready
                    taint                | scheduled ready > evicted
                    preemption           | scheduled ready > evicted
                    node-shutdown        | scheduled ready > unready failed
                    node-lost            | scheduled ready > unready > ready
                    init-and-sidecar     | scheduled > restarted/migrate > restarted/migrate ready > \
                    oomkilled/proxy restarted/proxy
                    init-image-pull      | scheduled > image-pull-failed/migrate
                    image-prepull        | scheduled > failed image-prepulled
                    image-prepull-first-try | scheduled > image-pull-failed/image-0
                    image-prepull-last-try | scheduled > image-pull-failed/image-0 image-prepull-failed > - > -
                    image-prepull-timeout | scheduled > image-prepull-failed
                    two-at-once          | scheduled ready > oomkilled/cache restarted/app restarted/cache unready
                    """)
    void theLifeOfAPodIsTold(String life, String changes) throws IOException {
        assertThat(told(states(life))).isEqualTo(changes);
    }

    @Test
    void whatHappenedBetweenTwoStatesThatAreFarApartIsToldOnce() throws IOException {
        List<JsonNode> life = states("oom");
        assertThat(words(PodChanges.between(life.get(0), life.get(4)))).isEqualTo("oomkilled/app restarted/app");
        List<JsonNode> job = states("job-on-failure");
        assertThat(words(PodChanges.between(MissingNode.getInstance(), job.get(2))))
                .isEqualTo("scheduled restarted/app completed");
    }

    @Test
    void theSameStateBringsNothing() throws IOException {
        for (String life : List.of("oom", "crash-loop", "node-pressure", "image-pull", "init-and-sidecar")) {
            for (JsonNode state : states(life)) {
                assertThat(PodChanges.between(state, state)).isEmpty();
            }
        }
    }

    public static List<JsonNode> states(String life) throws IOException {
        try (InputStream in = PodChangesTest.class.getResourceAsStream("pods/" + life + ".json")) {
            var states = new ArrayList<JsonNode>();
            new ObjectMapper().readTree(in).forEach(states::add);
            return states;
        }
    }

    private static String told(List<JsonNode> states) {
        var told = new ArrayList<String>();
        JsonNode before = MissingNode.getInstance();
        for (JsonNode state : states) {
            told.add(words(PodChanges.between(before, state)));
            before = state;
        }
        return String.join(" > ", told);
    }

    private static String words(List<PodChanges.Found> changes) {
        return changes.isEmpty()
                ? "-"
                : changes.stream()
                        .map(found -> OptionWords.word(found.change())
                                + (found.container() == null ? "" : "/" + found.container()))
                        .collect(Collectors.joining(" "));
    }
}
