package dev.serai.conformance;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a sink's record, in words, and what is worth counting. */
final class Findings {

    /** Objects of which the sink has another state than the cluster. */
    final List<String> wrongStates = new ArrayList<>();
    /** Deleted objects that the sink still takes for alive. */
    final List<String> missedDeletes = new ArrayList<>();
    /** Events that came too late or too early. */
    final List<String> disorder = new ArrayList<>();
    /** Events with one id and different content. */
    final List<String> unequal = new ArrayList<>();
    /** Events of what never was. */
    final List<String> invented = new ArrayList<>();

    int events;
    int duplicates;
    /** States that were followed by a newer one before the sink could be told. */
    int skipped;

    /** What is new since {@code then}, when the record was shorter. States and deletes are as they are now. */
    Findings since(Findings then) {
        Findings added = new Findings();
        added.wrongStates.addAll(wrongStates);
        added.missedDeletes.addAll(missedDeletes);
        added.disorder.addAll(disorder.subList(then.disorder.size(), disorder.size()));
        added.unequal.addAll(unequal.subList(then.unequal.size(), unequal.size()));
        added.invented.addAll(invented.subList(then.invented.size(), invented.size()));
        added.events = events - then.events;
        added.duplicates = duplicates - then.duplicates;
        added.skipped = skipped - then.skipped;
        return added;
    }

    boolean isFaultless() {
        return isFaultless(0);
    }

    /** Nothing is wrong but that, at most, {@code late} events came out of order. */
    boolean isFaultless(int late) {
        return isUpToDate() && disorder.size() <= late && unequal.isEmpty() && invented.isEmpty();
    }

    boolean isUpToDate() {
        return wrongStates.isEmpty() && missedDeletes.isEmpty();
    }

    @Override
    public String toString() {
        return "wrong states: " + wrongStates + "\nmissed deletes: " + missedDeletes + "\ndisorder: " + disorder
                + "\nunequal duplicates: " + unequal + "\ninvented: " + invented;
    }
}
