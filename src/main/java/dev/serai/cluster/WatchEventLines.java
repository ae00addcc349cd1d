package dev.serai.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Joins the parts of a watch's body into its events, one event a line. */
final class WatchEventLines {

    // Twice the limit of an object's annotations, and much more than the rest of its metadata.
    private static final int LONGEST = 1024 * 1024;

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /**
     * The lines that these parts complete.
     *
     * @throws IOException if a line is longer than an event's metadata can be
     */
    List<byte[]> add(List<ByteBuffer> parts) throws IOException {
        var lines = new ArrayList<byte[]>();
        for (ByteBuffer part : parts) {
            while (part.hasRemaining()) {
                byte next = part.get();
                if (next != '\n') {
                    begun.write(next);
                } else if (begun.size() > 0) {
                    lines.add(begun.toByteArray());
                    begun.reset();
                }
                if (begun.size() > LONGEST) {
                    throw new IOException("a line of more than %d bytes".formatted(LONGEST));
                }
            }
        }
        return lines;
    }
}
