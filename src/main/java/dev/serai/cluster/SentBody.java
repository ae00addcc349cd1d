package dev.serai.cluster;

import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/** A request's body. It is read as soon as a connection is there to send it, and not before. */
final class SentBody extends ByteArrayInputStream {

    private final int length;

    /** {@code body} is null if there is none. */
    SentBody(byte @Nullable [] body) {
        super(body == null ? new byte[0] : body);
        this.length = count;
    }

    /** Whether nothing of it has been sent; a request without a body cannot tell. */
    synchronized boolean isKeptBack() {
        return length > 0 && pos == 0;
    }
}
