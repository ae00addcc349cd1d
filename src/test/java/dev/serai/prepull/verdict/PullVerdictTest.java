package dev.serai.prepull.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.serai.fixture.http.Json;
import dev.serai.prepull.verdict.PullVerdict.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each state of a container, and what it says of the image. */
class PullVerdictTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'running':{}}                                              | PULLED",
                "{'terminated':{'reason':'StartError','exitCode':128}}       | PULLED",
                "{'terminated':{'reason':'Completed','exitCode':0}}          | PULLED",
                "{'terminated':{'reason':'Error','exitCode':137}}            | PULLED",
                "{'waiting':{'reason':'StartError'}}                         | PULLED",
                "{'waiting':{'reason':'RunContainerError'}}                  | PULLED",
                "{'waiting':{'reason':'CreateContainerError'}}               | PULLED",
                "{'waiting':{'reason':'CrashLoopBackOff'}}                   | PULLED",
                "{'waiting':{'reason':'ErrImagePull'}}                       | FAILED",
                "{'waiting':{'reason':'ImagePullBackOff'}}                   | FAILED",
                "{'waiting':{'reason':'InvalidImageName'}}                   | FAILED",
                "{'waiting':{'reason':'ErrImageNeverPull'}}                  | FAILED",
                "{'waiting':{'reason':'ContainerCreating'}}                  | OPEN",
                "{'waiting':{'reason':'PodInitializing'}}                    | OPEN",
                "{'terminated':{'reason':'ContainerStatusUnknown'}}          | OPEN",
                "{}                                                          | OPEN"
            })
    void eachStateOfAContainer(String state, Outcome outcome) {
        PullVerdict verdict = verdict(statuses("{'name':'image-0','state':%s}".formatted(state)));

        assertThat(verdict.outcome()).isEqualTo(outcome);
        if (outcome == Outcome.FAILED) {
            assertThat(state).contains(verdict.reason());
            assertThat(verdict.images())
                    .extracting(PullVerdict.FailedImage::image)
                    .containsExactly("app:1");
        }
    }

    @Test
    void eachImageHasToBeThere() {
        String running = "{'name':'image-0','state':{'running':{}}}";

        assertThat(two(running, "").outcome()).isEqualTo(Outcome.OPEN);
        assertThat(two(running, ",{'name':'image-1','state':{'running':{}}}").outcome())
                .isEqualTo(Outcome.PULLED);
        assertThat(two(running, ",{'name':'image-1','state':{'waiting':{'reason':'ErrImagePull','message':'no'}}}"))
                .isEqualTo(new PullVerdict(
                        Outcome.FAILED,
                        "ErrImagePull",
                        "no",
                        List.of(new PullVerdict.FailedImage("other:1", "ErrImagePull", "no"))));
    }

    @Test
    void aContainerThatRanBeforeHasItsImage() {
        assertThat(verdict(statuses("{'name':'image-0','restartCount':1,'state':{'waiting':{'reason':'Other'}}}"))
                        .outcome())
                .isEqualTo(Outcome.PULLED);
        assertThat(verdict(statuses("{'name':'image-0','state':{},'lastState':{'terminated':{'reason':'Error'}}}"))
                        .outcome())
                .isEqualTo(Outcome.PULLED);
    }

    @Test
    void aPodThatTheKubeletRejectsOrEvictsHasFailed() {
        for (String reason : new String[] {"Evicted", "OutOfpods", "NodeAffinity", "DeadlineExceeded"}) {
            PullVerdict verdict = verdict(
                    "{'phase':'Failed','reason':'%s','message':'m','containerStatuses':[{'name':'image-0','state':{'terminated':{}}}]}"
                            .formatted(reason));
            assertThat(verdict).isEqualTo(new PullVerdict(Outcome.FAILED, reason, "m", List.of()));
        }
    }

    @Test
    void aPodWhoseContainersEndedHasPulled() {
        assertThat(verdict("{'phase':'Failed','containerStatuses':[{'name':'image-0','state':{'terminated':"
                                + "{'reason':'StartError'}}}]}")
                        .outcome())
                .isEqualTo(Outcome.PULLED);
    }

    @Test
    void aPodThatIsGivenUpHasFailedWhateverItsImages() {
        PullVerdict verdict = PullVerdict.of(Json.parse("""
                {"metadata":{"annotations":{"serai.dev/prepull-given-up":"Timeout"}},
                 "spec":{"containers":[{"name":"image-0","image":"app:1"},{"name":"image-1","image":"other:1"}]},
                 "status":{"containerStatuses":[{"name":"image-0","state":{"running":{}}}]}}
                """));

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.reason()).isEqualTo("Timeout");
        assertThat(verdict.images()).extracting(PullVerdict.FailedImage::image).containsExactly("other:1");
    }

    @Test
    void anImageThatIsMountedIsToldByItsOwnName() {
        PullVerdict verdict = PullVerdict.of(Json.parse("""
                {"spec":{"containers":[{"name":"image-0","image":"pause"}],
                  "volumes":[{"name":"image-0","image":{"reference":"app:1"}}]},
                 "status":{"containerStatuses":[{"name":"image-0","state":{"waiting":{"reason":"ErrImagePull"}}}]}}
                """));

        assertThat(verdict.images()).extracting(PullVerdict.FailedImage::image).containsExactly("app:1");
    }

    @Test
    void nothingIsKnownOfAPodThatIsNotThere() {
        assertThat(PullVerdict.of(MissingNode.getInstance()).outcome()).isEqualTo(Outcome.OPEN);
    }

    private static PullVerdict two(String first, String second) {
        return PullVerdict.of(Json.parse("""
                {"spec":{"containers":[{"name":"image-0","image":"app:1"},{"name":"image-1","image":"other:1"}]},
                 "status":%s}
                """.formatted(statuses(first + second)).replace('\'', '"')));
    }

    private static PullVerdict verdict(String status) {
        return PullVerdict.of(Json.parse("""
                {"spec":{"containers":[{"name":"image-0","image":"app:1"}]},"status":%s}
                """.formatted(status).replace('\'', '"')));
    }

    private static String statuses(String list) {
        return "{'phase':'Pending','containerStatuses':[%s]}".formatted(list);
    }
}
