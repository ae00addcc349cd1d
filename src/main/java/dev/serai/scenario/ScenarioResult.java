package dev.serai.scenario;

import java.time.Duration;
import java.util.List;

/**
 * What came of a scenario.
 *
 * @param scenario the scenario
 * @param failures what was not as expected, each with its place; empty if all was
 * @param came what was sent, for whoever looks for the cause
 * @param took how long it took
 */
record ScenarioResult(Scenario scenario, List<Failure> failures, List<String> came, Duration took) {

    /**
     * Something that was not as expected.
     *
     * @param line the line of the step
     * @param column its column
     * @param reason what was expected, and what came instead
     */
    record Failure(int line, int column, String reason) {}

    boolean isWell() {
        return failures.isEmpty();
    }
}
