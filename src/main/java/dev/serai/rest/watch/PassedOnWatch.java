package dev.serai.rest.watch;

import dev.serai.cluster.ApiStream;
import dev.serai.kube.StatusException;
import dev.serai.rest.render.StrippedJson;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Format;
import dev.serai.security.CallerAccess;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A watch of the API server that is passed on to a web socket: each event becomes a message. Only the event loop uses
 * it. It asks for the next part only when the caller has room for it.
 */
public final class PassedOnWatch {

    // Several times the size that etcd allows for one object.
    private static final int LONGEST_EVENT = 16 * 1024 * 1024;

    private final ApiStream answer;
    private final WatchConnection connection;
    private final Context eventLoop;
    private final @Nullable StrippedJson stripped;
    private Buffer begun = Buffer.buffer();
    private boolean waits;

    /** {@code stripped} leaves fields out of each event; null leaves nothing out. */
    public PassedOnWatch(
            ApiStream answer, WatchConnection connection, Context eventLoop, @Nullable StrippedJson stripped) {
        this.answer = answer;
        this.connection = connection;
        this.eventLoop = eventLoop;
        this.stripped = stripped;
    }

    /**
     * Begins; calls {@code ended} when the socket has closed. It ends when {@code access} is withdrawn; null where
     * callers are not known.
     */
    public void begin(Runnable ended, @Nullable CallerAccess access) {
        if (access != null) {
            access.onWithdrawn(this::refuse);
        }
        connection.onEnd(() -> {
            ended.run();
            answer.cancel();
        });
        connection.onDrained(this::goOn);
        answer.onPart(part -> {
            // Done before the event loop takes over, for which others wait.
            List<byte[]> told = part.stream().map(this::told).toList();
            eventLoop.runOnContext(now -> take(told));
        });
        answer.onEnd(failure -> eventLoop.runOnContext(now -> {
            if (!connection.isClosed()) {
                connection.end();
            }
        }));
        answer.next();
    }

    private void refuse(StatusException refusal) {
        if (!connection.isClosed()) {
            connection.write(WatchEventEncoder.refused(refusal.status(), Format.JSON));
            connection.end();
        }
    }

    private byte[] told(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return stripped == null ? copy : stripped.next(copy).getBytes();
    }

    private void take(List<byte[]> part) {
        if (connection.isClosed()) {
            return;
        }
        try {
            part.forEach(this::take);
        } catch (RuntimeException failure) {
            Answers.log(failure);
            begun = Buffer.buffer();
            connection.abort();
            return;
        }
        waits = true;
        if (!connection.isFull()) {
            goOn();
        }
    }

    private void take(byte[] bytes) {
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                connection.write(begun.appendBytes(bytes, from, i + 1 - from));
                begun = Buffer.buffer();
                from = i + 1;
            }
        }
        begun.appendBytes(bytes, from, bytes.length - from);
        if (begun.length() > LONGEST_EVENT) {
            throw new IllegalStateException("an event is longer than any may be");
        }
    }

    private void goOn() {
        if (waits) {
            waits = false;
            answer.next();
        }
    }
}
