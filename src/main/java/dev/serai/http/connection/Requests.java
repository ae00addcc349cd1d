package dev.serai.http.connection;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The requests of one connection. */
interface Requests {

    /** Whether there is one that is not answered to its end. */
    boolean areUnderWay();

    /** Whether bytes of answers wait until the caller wants more. */
    boolean areHeldBack();

    /** Whether what arrives is waited for, and nothing before it. */
    boolean isCallersTurn();

    /** The request that is arriving, if its answer has not begun; null if there is none. */
    @Nullable
    HttpServerRequest unanswered();

    /** The request that is arriving is refused: nothing of it goes to the server any more. */
    default void discard() {}

    /** A second has passed. */
    default void second() {}
}
