package dev.serai.http.connection;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has how many of a server's connections. When it has all that it may, the address that has most of them loses one
 * for an address that has fewer: nobody can take them all from others. Any thread may use it.
 */
final class ConnectionsByAddress {

    private final int most;
    private final Map<Object, Set<OpenConnection>> byAddress = new HashMap<>();
    private int open;

    /** {@code most} connections at a time. */
    ConnectionsByAddress(int most) {
        this.most = most;
    }

    /**
     * Lets a connection in if there is room, or is to be.
     *
     * @param place whose place it takes, and who is to be closed for it: it counts no more. Null if there was room
     */
    record Admission(boolean isIn, @Nullable OpenConnection place) {}

    /** Decides about a connection that comes from {@code address}. */
    synchronized Admission admit(Object address, OpenConnection connection) {
        OpenConnection place = null;
        if (open >= most) {
            place = placeFor(address);
            if (place == null) {
                return new Admission(false, null);
            }
        }
        byAddress.computeIfAbsent(address, added -> new LinkedHashSet<>()).add(connection);
        open++;
        return new Admission(true, place);
    }

    /** A connection is closed. */
    synchronized void remove(Object address, OpenConnection connection) {
        Set<OpenConnection> of = byAddress.get(address);
        if (of != null && of.remove(connection)) {
            open--;
            if (of.isEmpty()) {
                byAddress.remove(address);
            }
        }
    }

    // An address that has only one more than the other would lose and win the same place for ever.
    private @Nullable OpenConnection placeFor(Object address) {
        Map.Entry<Object, Set<OpenConnection>> largest = byAddress.entrySet().stream()
                .max(Comparator.comparingInt(each -> each.getValue().size()))
                .orElseThrow();
        Set<OpenConnection> own = byAddress.getOrDefault(address, Set.of());
        if (largest.getValue().size() <= own.size() + 1) {
            return null;
        }
        // Of equals the oldest.
        OpenConnection place = null;
        for (OpenConnection each : largest.getValue()) {
            if (place == null || each.idleness() > place.idleness()) {
                place = each;
            }
        }
        if (place != null) {
            remove(largest.getKey(), place);
        }
        return place;
    }
}
