package dev.serai.event.delivery;

/** Another replica has delivered what this replica's cache does not show yet. */
public final class StaleCacheException extends RuntimeException {

    StaleCacheException(String message) {
        super(message);
    }
}
