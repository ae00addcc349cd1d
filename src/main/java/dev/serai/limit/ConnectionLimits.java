package dev.serai.limit;

/**
 * How many connections a port has, and how long they may do nothing: {@code serai.limits.*}.
 *
 * @param connections open connections of one port; one more is closed at once, or one of the address that has most
 * @param idleSeconds how long a connection may be without a request that is under way
 * @param requestSeconds how long a request may take to arrive, from its first byte to its last
 */
public record ConnectionLimits(int connections, int idleSeconds, int requestSeconds) {

    /** The longest time that may be set. */
    public static final int MOST_SECONDS = 86_400;

    public ConnectionLimits {
        check("connections", connections, Integer.MAX_VALUE, "whole number");
        check("idle-seconds", idleSeconds, MOST_SECONDS, "number of seconds");
        check("request-seconds", requestSeconds, MOST_SECONDS, "number of seconds");
    }

    private static void check(String key, int value, int most, String what) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "serai.limits.%s is %d; it is a %s from 1 to %d".formatted(key, value, what, most));
        }
    }
}
