package dev.serai.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who looks for losses has to find them: each kind of fault, made by hand, is found, and nothing else. */
class DeliveryAuditTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String A = "aaaaaaaa-0000-4000-8000-000000000000";
    private static final String B = "bbbbbbbb-0000-4000-8000-000000000000";

    private final Truth truth = new Truth();
    private final Map<String, JsonNode> state = new HashMap<>();
    private final List<Delivery> record = new ArrayList<>();

    @Test
    void aTrueRecordIsFaultless() {
        write(A, 1, 2);
        end(A, 2);
        write(B, 4);
        take(A, "1-added");
        take(A, "2-modified");
        take(A, "deleted");
        take(B, "4-added");
        assertThat(audit().isFaultless()).isTrue();
        assertThat(audit().events).isEqualTo(4);
        assertThat(audit().duplicates).isZero();
        assertThat(audit().skipped).isZero();
    }

    @Test
    void aRepetitionOfTheNewestIsADuplicateAndNoFault() {
        write(A, 1, 2);
        end(A, 2);
        for (String change : List.of("1-added", "1-added", "2-modified", "2-modified", "deleted", "deleted")) {
            take(A, change);
        }
        assertThat(audit().isFaultless()).isTrue();
        assertThat(audit().duplicates).isEqualTo(3);
    }

    @Test
    void aStateThatWasPassedOverIsCountedAndNoFault() {
        write(A, 1, 2, 3);
        take(A, "1-added");
        take(A, "3-modified");
        assertThat(audit().isFaultless()).isTrue();
        assertThat(audit().skipped).isEqualTo(1);
    }

    @Test
    void aLostChangeIsFound() {
        write(A, 1, 2);
        take(A, "1-added");
        assertThat(audit().wrongStates).hasSize(1);
        assertThat(audit().isUpToDate()).isFalse();
    }

    @Test
    void aLostObjectIsFound() {
        write(A, 1);
        assertThat(audit().wrongStates).hasSize(1);
    }

    @Test
    void anotherBodyThanTheClustersIsFound() {
        write(A, 1);
        record.add(delivery(A, "1-added", object(A, 1).put("extra", true)));
        assertThat(audit().wrongStates).hasSize(1);
    }

    @Test
    void aLostDeleteIsFound() {
        write(A, 1);
        end(A, 1);
        take(A, "1-added");
        assertThat(audit().missedDeletes).hasSize(1);
        assertThat(audit().isUpToDate()).isFalse();
    }

    @Test
    void anObjectThatCameAndWentUnseenIsNoFault() {
        write(A, 1);
        end(A, 1);
        assertThat(audit().isFaultless()).isTrue();
    }

    @Test
    void aDeleteOfWhatIsAliveIsFound() {
        write(A, 1);
        take(A, "1-added");
        take(A, "deleted");
        assertThat(audit().invented).hasSize(1);
        assertThat(audit().wrongStates).hasSize(1);
    }

    @Test
    void anOlderVersionAfterANewerOneIsFoundAlsoWhenItIsARepetition() {
        write(A, 1, 2);
        take(A, "1-added");
        take(A, "2-modified");
        take(A, "1-added");
        assertThat(audit().disorder).hasSize(1);
        assertThat(audit().duplicates).isEqualTo(1);
    }

    @Test
    void whatComesAfterTheDeleteIsFound() {
        write(A, 1, 2);
        end(A, 2);
        take(A, "1-added");
        take(A, "deleted");
        take(A, "2-modified");
        assertThat(audit().disorder).hasSize(1);
    }

    @Test
    void aChangeOfWhatWasNeverAddedAndASecondAddAreFound() {
        write(A, 1, 2, 3);
        take(A, "2-modified");
        assertThat(audit().disorder).hasSize(1);
        record.clear();
        take(A, "1-added");
        take(A, "3-added");
        assertThat(audit().disorder).hasSize(1);
    }

    @Test
    void aSuccessorBeforeTheDeleteOfTheOneBeforeItIsFound() {
        write(A, 1);
        end(A, 1);
        write(B, 3);
        take(A, "1-added");
        take(B, "3-added");
        take(A, "deleted");
        assertThat(audit().disorder).hasSizeGreaterThanOrEqualTo(1);
        record.clear();
        take(A, "1-added");
        take(A, "deleted");
        take(B, "3-added");
        assertThat(audit().disorder).isEmpty();
        take(A, "deleted");
        assertThat(audit().disorder).hasSize(1);
    }

    @Test
    void repetitionsThatDifferAreFound() {
        write(A, 1);
        take(A, "1-added");
        record.add(delivery(A, "1-added", object(A, 1).put("extra", true)));
        assertThat(audit().unequal).hasSize(1);
    }

    @Test
    void whatNeverWasIsFound() {
        write(A, 1);
        take(A, "1-added");
        take(A, "7-modified");
        take(B, "3-added");
        record.add(new Delivery("x", "s", "t", "/" + A, new byte[0]));
        assertThat(audit().invented).hasSize(3);
    }

    private Findings audit() {
        return DeliveryAudit.of(record, truth, state);
    }

    private void write(String uid, int... versions) {
        for (int version : versions) {
            truth.exists(object(uid, version));
            state.put(uid, object(uid, version));
        }
    }

    private void end(String uid, int version) {
        truth.ended(object(uid, version));
        state.remove(uid);
    }

    private void take(String uid, String change) {
        int version = change.equals("deleted") ? 9 : Integer.parseInt(change.substring(0, change.indexOf('-')));
        record.add(delivery(uid, change, object(uid, version)));
    }

    private static Delivery delivery(String uid, String change, ObjectNode body) {
        return new Delivery(
                uid + "-" + change,
                "urn:test",
                "dev.serai.resource." + change.substring(change.indexOf('-') + 1),
                "/api/v1/namespaces/default/pods/web",
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode object(String uid, int version) {
        ObjectNode object = MAPPER.createObjectNode();
        object.putObject("metadata").put("uid", uid).put("resourceVersion", Integer.toString(version));
        return object;
    }
}
