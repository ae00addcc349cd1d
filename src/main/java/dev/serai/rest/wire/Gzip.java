package dev.serai.rest.wire;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Bytes, compressed for slow lines. */
public final class Gzip {

    private Gzip() {}

    public static Buffer of(StreamedBody body) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            while (body.parts().hasNext()) {
                zip.write(body.parts().next().getBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }
}
