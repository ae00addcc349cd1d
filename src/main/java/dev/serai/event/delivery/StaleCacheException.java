package dev.serai.event.delivery;

/** Another replica has delivered what this one's cache is yet to hear of. */
public final class StaleCacheException extends RuntimeException {

    StaleCacheException(String message) {
        super(message);
    }
}
