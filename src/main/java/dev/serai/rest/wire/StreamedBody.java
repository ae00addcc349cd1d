package dev.serai.rest.wire;

import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;

/**
 * The body of an answer in parts. Each part is made when there is room for it, so a list is never whole in memory,
 * however many callers read it and however slowly.
 *
 * @param length the length of all parts, in bytes
 * @param parts the parts; they can be taken once
 */
public record StreamedBody(long length, Iterator<Buffer> parts) {

    public static StreamedBody of(Buffer whole) {
        return new StreamedBody(whole.length(), List.of(whole).iterator());
    }

    /** All parts joined. It takes the parts. */
    public byte[] joined() {
        Buffer whole = Buffer.buffer(Math.toIntExact(length));
        parts.forEachRemaining(whole::appendBuffer);
        return whole.getBytes();
    }
}
