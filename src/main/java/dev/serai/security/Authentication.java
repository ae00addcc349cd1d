package dev.serai.security;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who may call: {@code serai.auth.*}.
 *
 * @param mode how callers are known
 * @param allowAnonymous whether Serai may answer anyone on an address that others can reach
 */
public record Authentication(String mode, boolean allowAnonymous) {

    public Authentication {
        if (!mode.equals("none")) {
            throw new IllegalArgumentException("serai.auth.mode is '%s'; it is one of: none".formatted(mode));
        }
    }

    /**
     * Refuses to serve anyone on an address that is not the machine's own. The same holds for the management port: it
     * shows dead letters, which are objects of the cluster.
     *
     * @param key the setting that holds {@code host}
     * @throws IllegalArgumentException if {@code host} is not a loopback address and that is not allowed
     */
    public void checkAddress(String key, String host) {
        if (!allowAnonymous && !isLoopback(host)) {
            throw new IllegalArgumentException(("%s is '%s': with serai.auth.mode=none anyone there"
                            + " could read and write; use 127.0.0.1, or set serai.auth.allow-anonymous=true")
                    .formatted(key, host));
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
