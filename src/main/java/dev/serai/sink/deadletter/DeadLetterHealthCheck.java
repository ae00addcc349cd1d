package dev.serai.sink.deadletter;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while events that were given up since the start are neither delivered nor forgotten, which only people can do;
 * it says which sink and why. Shown by {@code /observe/health} alone: what follows those events goes on.
 */
public final class DeadLetterHealthCheck extends AbstractHealthCheck {

    private final CountedDeadLetters letters;

    public DeadLetterHealthCheck(CountedDeadLetters letters) {
        super("serai", "dead-letters");
        this.letters = letters;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String given = letters.left().entrySet().stream()
                .map(sink -> tell(sink.getKey(), sink.getValue()))
                .collect(Collectors.joining("; "));
        if (given.isEmpty()) {
            builder.up();
        } else {
            builder.message(given).down();
        }
    }

    private static String tell(String sink, List<DeadLetter.Failure> failures) {
        DeadLetter.Failure newest = failures.get(failures.size() - 1);
        return "%s: %d given up, the last at %s: %s".formatted(sink, failures.size(), newest.last(), newest.reason());
    }
}
