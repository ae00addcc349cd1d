package dev.serai.sink.deadletter;

import dev.serai.health.ReasonsHealthCheck;
import java.util.List;

/**
 * Down while events that were given up since the start are neither delivered nor forgotten, which only people can do.
 * It names the sink and the reason. Only {@code /observe/health} shows it: later events go on.
 */
public final class DeadLetterHealthCheck extends ReasonsHealthCheck {

    private final CountedDeadLetters letters;

    public DeadLetterHealthCheck(CountedDeadLetters letters) {
        super("dead-letters", false);
        this.letters = letters;
    }

    @Override
    protected List<String> reasons() {
        return letters.left().entrySet().stream()
                .map(sink -> tell(sink.getKey(), sink.getValue()))
                .toList();
    }

    private static String tell(String sink, List<DeadLetter.Failure> failures) {
        DeadLetter.Failure newest = failures.get(failures.size() - 1);
        return "%s: %d given up, the last at %s: %s".formatted(sink, failures.size(), newest.last(), newest.reason());
    }
}
