package dev.serai.write;

/**
 * How fast writes may go: {@code serai.writes.*}.
 *
 * @param perSecond writes a second in all; more are answered 429
 */
public record WriteConfiguration(int perSecond) {

    public WriteConfiguration {
        if (perSecond < 1) {
            throw new IllegalArgumentException(
                    "serai.writes.per-second is %d; it is a whole number from 1".formatted(perSecond));
        }
    }
}
