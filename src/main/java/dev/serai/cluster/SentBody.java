package dev.serai.cluster;

import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/** A request's body, which is read as soon as there is a connection to send it over, and not before. */
final class SentBody extends ByteArrayInputStream {

    private final int length;

    /** {@code body} is null where there is none. */
    SentBody(byte @Nullable [] body) {
        super(body == null ? new byte[0] : body);
        this.length = count;
    }

    /** Whether nothing of it has been sent; of a request without a body that cannot be told. */
    synchronized boolean isKeptBack() {
        return length > 0 && pos == 0;
    }
}
