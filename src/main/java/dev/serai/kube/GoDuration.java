package dev.serai.kube;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as Go writes it, such as {@code 9m3s}: the format of {@code time.ParseDuration}. */
public final class GoDuration {

    private static final Pattern PART = Pattern.compile("\\G([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    // Nobody writes more than this; digits without end would cost time without end.
    private static final int LONGEST = 200;

    private GoDuration() {}

    /** Whether the text is a duration: an optional sign, then numbers with units, together less than 293 years. */
    public static boolean isOne(String text) {
        String parts = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (parts.equals("0")) {
            return true;
        }
        if (parts.isEmpty() || parts.length() > LONGEST) {
            return false;
        }
        BigInteger most = text.startsWith("-") ? MOST.add(BigInteger.ONE) : MOST;
        BigInteger nanos = BigInteger.ZERO;
        int end = 0;
        for (Matcher part = PART.matcher(parts); part.find(); end = part.end()) {
            // ".5" and "5." are numbers in Go, but "5." is not one in Java.
            BigDecimal number =
                    new BigDecimal("0" + part.group(1) + (part.group(1).endsWith(".") ? "0" : ""));
            nanos = nanos.add(number.multiply(BigDecimal.valueOf(Objects.requireNonNull(NANOS.get(part.group(2)))))
                    .toBigInteger());
        }
        return end == parts.length() && nanos.compareTo(most) <= 0;
    }
}
