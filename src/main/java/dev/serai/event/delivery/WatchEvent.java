package dev.serai.event.delivery;

import dev.serai.cache.store.Change;
import dev.serai.event.ledger.Ledger;
import dev.serai.event.pod.OptionWords;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One change of one object on its way to a sink.
 *
 * @param type what happened, as the sink sees it: an object that begins to be selected is ADDED, one that ceases to
 *     be is DELETED
 * @param deselected whether it is a DELETED of an object that still exists
 * @param uid the object's uid
 * @param resourceVersion the object's version after the change; of a delete, of its last known state
 * @param path the object's path in the API server
 * @param seen when Serai saw it
 * @param document the object's JSON; of a delete, its last state. It is made on demand, so that waiting events
 *     share the cache's bytes
 * @param before the JSON before the change; null if it is not known or, mostly, is in the ledger
 * @param position the position of the subscription
 * @param histories how many histories of the cluster had ended before it
 */
public record WatchEvent(
        Change.Type type,
        boolean deselected,
        String uid,
        String resourceVersion,
        String path,
        Instant seen,
        Supplier<byte[]> document,
        @Nullable Supplier<byte[]> before,
        Ledger.Position position,
        int histories) {

    private static final Pattern VERSION = Pattern.compile("^(/apis/[^/]+)/[^/]+/");

    /** The same for each repetition of this event, and for no other event: sinks find duplicates by it. */
    String id() {
        // An object is deleted once, but may cease to be selected many times.
        return isDelete() && !deselected ? idBase() + "-deleted" : idBase() + "-" + resourceVersion + "-" + typeName();
    }

    /**
     * The beginning of this object's ids. After a restore from a backup, versions and objects come again with another
     * meaning, so the id names the history too.
     */
    String idBase() {
        return histories == 0 ? uid : uid + "-h" + histories;
    }

    /** The path without the API version: all events of a name have it in common. */
    String pathOfAnyVersion() {
        return VERSION.matcher(path).replaceFirst("$1/");
    }

    String typeName() {
        return OptionWords.word(type);
    }

    boolean isDelete() {
        return type == Change.Type.DELETED;
    }

    /** The same under another version. */
    WatchEvent at(String version) {
        return new WatchEvent(type, deselected, uid, version, path, seen, document, before, position, histories);
    }

    /** The same without its bytes: the ledger has a state of the object. */
    WatchEvent readingFromLedger() {
        return new WatchEvent(
                type,
                deselected,
                uid,
                resourceVersion,
                path,
                seen,
                () -> position.known(uid).document(),
                null,
                position,
                histories);
    }
}
