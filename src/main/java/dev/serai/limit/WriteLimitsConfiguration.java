package dev.serai.limit;

/**
 * How fast writes may go: {@code serai.writes.*}. Deletes and evictions may use the whole of each limit. Other writes
 * leave them a fifth where a limit can be divided, so that a flood of creates cannot keep anybody from cleaning up.
 *
 * @param perSecond writes a second in all
 * @param perCallerPerSecond writes a second of one caller
 * @param inFlight writes that wait for the API server's answer at one time
 */
public record WriteLimitsConfiguration(int perSecond, int perCallerPerSecond, int inFlight) {

    /** The highest value of {@code inFlight}: each write in flight holds a thread. */
    public static final int MOST_IN_FLIGHT = 100;

    private static final String PER_SECOND = "serai.writes.per-second";
    private static final String PER_CALLER_PER_SECOND = "serai.writes.per-caller-per-second";
    private static final String IN_FLIGHT = "serai.writes.in-flight";

    public WriteLimitsConfiguration {
        check(PER_SECOND, perSecond, Integer.MAX_VALUE, "from 1");
        check(PER_CALLER_PER_SECOND, perCallerPerSecond, Integer.MAX_VALUE, "from 1");
        check(IN_FLIGHT, inFlight, MOST_IN_FLIGHT, "from 1 to " + MOST_IN_FLIGHT);
    }

    /** The part of {@code perSecond} for writes that are neither deletes nor evictions. */
    int othersPerSecond() {
        return withoutReserve(perSecond);
    }

    /** The part of {@code perCallerPerSecond} for writes that are neither deletes nor evictions. */
    int othersPerCallerPerSecond() {
        return withoutReserve(perCallerPerSecond);
    }

    /** The part of {@code inFlight} for writes that are neither deletes nor evictions. */
    int othersInFlight() {
        return withoutReserve(inFlight);
    }

    private static int withoutReserve(int total) {
        return Math.max(1, total - Math.max(1, total / 5));
    }

    private static void check(String key, int value, int most, String bounds) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("%s is %d; it is a whole number %s".formatted(key, value, bounds));
        }
    }
}
