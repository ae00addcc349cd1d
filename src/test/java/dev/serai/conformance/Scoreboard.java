package dev.serai.conformance;

import java.util.ArrayList;
import java.util.List;

/** What was counted under each fault and at each sink, as a table. */
final class Scoreboard {

    private static final String ROW = "| %-28s | %-7s | %6s | %6s | %11s | %14s | %5s | %7s | %10s | %7s |";
    private static final String HEAD = ROW.formatted(
            "fault",
            "sink",
            "writes",
            "events",
            "wrong state",
            "deletes missed",
            "order",
            "skipped",
            "duplicates",
            "unequal");

    private final List<String> rows = new ArrayList<>();

    void add(String fault, String sink, int writes, Findings found) {
        rows.add(ROW.formatted(
                fault,
                sink,
                writes,
                found.events,
                found.wrongStates.size(),
                found.missedDeletes.size(),
                found.disorder.size(),
                found.skipped,
                found.duplicates,
                found.unequal.size()));
    }

    @Override
    public String toString() {
        return HEAD + "\n" + HEAD.replaceAll("[^|]", "-") + "\n" + String.join("\n", rows);
    }
}
