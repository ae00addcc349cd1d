package dev.serai.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what a sink took, from the first event on, with what happened in the cluster. */
final class DeliveryAudit {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Truth truth;
    private final Findings findings = new Findings();
    private final Map<String, Delivery> byId = new HashMap<>();
    private final Map<String, Delivery> newest = new HashMap<>();
    private final Map<String, String> bearers = new HashMap<>();
    private final Map<String, Set<String>> formerBearers = new HashMap<>();

    private DeliveryAudit(Truth truth) {
        this.truth = truth;
    }

    /** {@code state} is the cluster as it is now: the objects by uid, as a sink should know them. */
    static Findings of(List<Delivery> record, Truth truth, Map<String, JsonNode> state) {
        DeliveryAudit audit = new DeliveryAudit(truth);
        record.forEach(audit::take);
        truth.lives().forEach(life -> audit.compare(life, state.get(life.uid())));
        return audit.findings;
    }

    private void take(Delivery event) {
        findings.events++;
        if (!event.isWellFormed()) {
            findings.invented.add("the id " + event.id() + " of the type " + event.type());
            return;
        }
        checkDuplicate(event);
        checkVersions(event);
        checkName(event);
        checkTruth(event);
        Delivery before = newest.get(event.uid());
        if (before == null || before.version() <= event.version()) {
            newest.put(event.uid(), event);
        }
    }

    private void checkDuplicate(Delivery event) {
        Delivery first = byId.putIfAbsent(event.id(), event);
        if (first != null) {
            findings.duplicates++;
            if (!first.isSameAs(event)) {
                findings.unequal.add(text(first) + "\n  and " + text(event));
            }
        }
    }

    private void checkVersions(Delivery event) {
        Delivery before = newest.get(event.uid());
        if (before == null) {
            if (!event.isAdd()) {
                findings.disorder.add(event.id() + " without an added before it");
            }
        } else if (event.version() < before.version()) {
            findings.disorder.add(event.id() + " after " + before.id());
        } else if (event.isAdd() && !event.id().equals(before.id())) {
            findings.disorder.add(event.id() + ", added a second time, after " + before.id());
        } else if (event.version() == before.version() && !event.id().equals(before.id())) {
            findings.disorder.add(event.id() + " says again what " + before.id() + " said");
        }
    }

    private void checkName(Delivery event) {
        Set<String> former = formerBearers.computeIfAbsent(event.subject(), subject -> new HashSet<>());
        if (former.contains(event.uid())) {
            findings.disorder.add(event.id() + " after events of another object with the name");
            return;
        }
        String bearer = bearers.put(event.subject(), event.uid());
        if (bearer != null && !bearer.equals(event.uid())) {
            former.add(bearer);
            if (!newest.get(bearer).isDelete()) {
                findings.disorder.add(event.id() + " before the delete of " + bearer + ", which had the name");
            }
        }
    }

    private void checkTruth(Delivery event) {
        Life life = truth.life(event.uid());
        if (life == null) {
            findings.invented.add(event.id() + " of an object that never was");
        } else if (!life.mayHaveBeen(event)) {
            findings.invented.add(event.id() + " of an object with the versions " + life.versions());
        }
    }

    private void compare(Life life, JsonNode state) {
        Delivery last = newest.get(life.uid());
        findings.skipped += (int) life.versions().stream()
                .filter(version -> !byId.containsKey(life.uid() + "-" + version + "-added")
                        && !byId.containsKey(life.uid() + "-" + version + "-modified"))
                .count();
        if (life.isDeleted()) {
            // A life of which the sink never heard is none of its business.
            if (last != null && !last.isDelete()) {
                findings.missedDeletes.add(life.uid() + ", of which the last is " + last.id());
            }
        } else if (last == null) {
            findings.wrongStates.add(life.uid() + " was never delivered");
        } else if (last.version() != life.versions().last()) {
            findings.wrongStates.add(last.id() + " is the last of " + life.uid() + ", which is at "
                    + life.versions().last());
        } else if (!parse(last.body()).equals(state)) {
            findings.wrongStates.add(last.id() + " has the body " + text(last) + "\n  and not " + state);
        }
    }

    private static JsonNode parse(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Delivery event) {
        return event.source() + " " + event.subject() + " " + parse(event.body());
    }
}
