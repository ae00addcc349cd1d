package dev.serai.rest.wire;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Iterator;

/**
 * JSON for people, with the line ends and blanks of the API server: {@code Indent} of Go's encoding/json. It is made
 * part by part, and each value stays as it is. One object serves one document.
 */
public final class PrettyJson {

    private static final int INDENT = 2;
    private static final byte[] NOTHING = {};

    private byte[] out = NOTHING;
    private int length;
    private int depth;
    private boolean inString;
    private boolean escaped;
    // A container has begun, and it may still be empty.
    private boolean opened;

    private PrettyJson() {}

    /** A whole document, indented. */
    public static Buffer of(Buffer json) {
        return new PrettyJson().indent(json.getBytes());
    }

    /** The parts of a document. Each one is indented when it is requested. */
    public static Iterator<Buffer> of(Iterator<Buffer> parts) {
        var pretty = new PrettyJson();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return parts.hasNext();
            }

            @Override
            public Buffer next() {
                return pretty.indent(parts.next().getBytes());
            }
        };
    }

    private Buffer indent(byte[] json) {
        out = new byte[json.length + json.length / 2 + 64];
        length = 0;
        for (byte next : json) {
            if (inString) {
                inString(next);
            } else {
                between(next);
            }
        }
        return Buffer.buffer(Arrays.copyOf(out, length));
    }

    private void inString(byte next) {
        put(next);
        if (escaped) {
            escaped = false;
        } else if (next == '\\') {
            escaped = true;
        } else if (next == '"') {
            inString = false;
        }
    }

    private void between(byte next) {
        if (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
            return;
        }
        boolean ends = next == '}' || next == ']';
        if (opened && !ends) {
            depth++;
            line();
        } else if (ends && !opened) {
            depth--;
            line();
        }
        opened = next == '{' || next == '[';
        inString = next == '"';
        put(next);
        if (next == ',') {
            line();
        } else if (next == ':') {
            put((byte) ' ');
        }
    }

    private void line() {
        put((byte) '\n');
        for (int i = 0; i < depth * INDENT; i++) {
            put((byte) ' ');
        }
    }

    private void put(byte next) {
        if (length == out.length) {
            out = Arrays.copyOf(out, 2 * length);
        }
        out[length++] = next;
    }
}
