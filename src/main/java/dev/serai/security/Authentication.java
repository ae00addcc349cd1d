package dev.serai.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who may call, and how Serai knows: {@code serai.auth.*}.
 *
 * @param modes how callers are known, in the order in which they are tried; empty if they are not
 * @param allowAnonymous whether Serai may answer anyone on an address that others can reach
 * @param audiences of which a token must be for one; empty for the API server's own
 * @param kept how long an answer of the API server about a caller holds
 * @param outage how long it holds while the API server cannot be asked
 * @param impersonates whether the API server is asked in the callers' name
 */
public record Authentication(
        Set<Mode> modes,
        boolean allowAnonymous,
        List<String> audiences,
        Duration kept,
        Duration outage,
        boolean impersonates) {

    private static final String NONE = "none";

    /** A way to know a caller. */
    public enum Mode {
        /** The API server says whose a bearer token is. */
        TOKENREVIEW,
        /** A bearer token is signed by an OpenID Connect issuer. */
        OIDC,
        /** A client certificate is signed by an authority of ours. */
        CERTIFICATE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Authentication {
        audiences = List.copyOf(audiences);
        if (kept.isNegative() || kept.isZero()) {
            throw new IllegalArgumentException(
                    "serai.auth.cache-seconds is %d; it is at least 1".formatted(kept.toSeconds()));
        }
        if (outage.isNegative()) {
            throw new IllegalArgumentException(
                    "serai.auth.outage-seconds is %d; it is at least 0".formatted(outage.toSeconds()));
        }
    }

    /**
     * Reads {@code serai.auth.mode}.
     *
     * @throws IllegalArgumentException if a mode is unknown, or {@code none} stands beside others
     */
    public static Set<Mode> modes(String value) {
        var modes = new LinkedHashSet<Mode>();
        List<String> names = list(value);
        for (String name : names) {
            if (!name.equals(NONE)) {
                modes.add(mode(name));
            } else if (names.size() > 1) {
                throw new IllegalArgumentException(
                        "serai.auth.mode is '%s'; none goes with no other mode".formatted(value));
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("serai.auth.mode is empty; none would let anyone in");
        }
        return modes;
    }

    /** The parts of a list that is parted by commas. */
    public static List<String> list(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Mode mode(String name) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("serai.auth.mode is '%s'; it is one of: none, %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        Arrays.stream(Mode.values())
                                                .map(Mode::text)
                                                .toList()))));
    }

    /** Whether callers are known. */
    public boolean areCallersKnown() {
        return !modes.isEmpty();
    }

    /**
     * Refuses to serve anyone on an address that is not the machine's own. The same holds for the management port: it
     * shows dead letters, which are objects of the cluster.
     *
     * @param key the setting that holds {@code host}
     * @throws IllegalArgumentException if {@code host} is not a loopback address and that is not allowed
     */
    public void checkAddress(String key, String host) {
        if (!areCallersKnown() && !allowAnonymous && !isLoopback(host)) {
            throw new IllegalArgumentException(("%s is '%s': with serai.auth.mode=none anyone there"
                            + " could read and write; use 127.0.0.1, or set serai.auth.allow-anonymous=true")
                    .formatted(key, host));
        }
    }

    /** Whether only this machine can reach an address. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
