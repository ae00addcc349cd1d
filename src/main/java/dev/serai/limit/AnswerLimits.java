package dev.serai.limit;

/**
 * How much of answers is under way at one time: {@code serai.limits.*}. More is refused with 429.
 *
 * @param watchesPerCaller watches, and answers that are being passed on, of one caller
 * @param listBytes bytes of lists that are made and not yet sent, of all callers; one caller can hold half of them
 */
public record AnswerLimits(int watchesPerCaller, int listBytes) {

    private static final int LEAST_BYTES = 1_024;

    public AnswerLimits {
        if (watchesPerCaller < 1) {
            throw new IllegalArgumentException(
                    "serai.limits.watches-per-caller is %d; it is a whole number from 1".formatted(watchesPerCaller));
        }
        if (listBytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "serai.limits.list-bytes-in-flight is %d; it is a number of bytes from %d to %d"
                            .formatted(listBytes, LEAST_BYTES, Integer.MAX_VALUE));
        }
    }

    /** Counts watches, and answers that are being passed on. {@code inAll} is how many all callers may have. */
    public CallerQuota streams(int inAll) {
        return new CallerQuota(inAll, watchesPerCaller);
    }

    /** Counts the bytes of lists. No caller alone can keep all others from reading. */
    public CallerQuota lists() {
        return new CallerQuota(listBytes, listBytes / 2);
    }
}
