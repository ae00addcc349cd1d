package dev.serai.rest.render;

import dev.serai.cache.object.StrippedFields;
import dev.serai.rest.wire.Representation;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Removes from JSON that is passed on the fields that cached objects lack. All other bytes stay, including line ends
 * and blanks. The JSON comes in parts that may end anywhere, one document after another. Of a member only the name is
 * held.
 */
public final class StrippedJson {

    private static final byte[] NOTHING = {};

    private static final class Container {
        private final StrippedPlace place;
        private final boolean isObject;
        private boolean expectsName;
        private boolean begun;

        private Container(StrippedPlace place, boolean isObject) {
            this.place = place;
            this.isObject = isObject;
            this.expectsName = isObject;
        }
    }

    private final StrippedPlace root;
    private final Deque<Container> containers = new ArrayDeque<>();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final ByteArrayOutputStream name = new ByteArrayOutputStream();
    private byte[] out = NOTHING;
    private int length;
    // The place of the next value; null if nothing below it matters.
    private @Nullable StrippedPlace next;
    private boolean expectsValue;
    private boolean dropping;
    // How deep it is in a container below which nothing matters.
    private int depth;
    private boolean inString;
    private boolean inName;
    private boolean escaped;

    private StrippedJson(StrippedPlace root) {
        this.root = root;
        this.next = root;
    }

    /** For the answer to a read of this kind; {@code table}: the answer may be a table. */
    public static StrippedJson of(StrippedFields stripped, Representation.Kind kind, boolean table) {
        return new StrippedJson(StrippedPlace.root(stripped, kind, table));
    }

    /** The output for the next part; it may be empty. */
    public Buffer next(byte[] part) {
        out = new byte[part.length + held.size() + 1];
        length = 0;
        for (byte b : part) {
            if (inString) {
                inString(b);
            } else if (depth > 0) {
                below(b);
            } else {
                between(b);
            }
        }
        return Buffer.buffer(Arrays.copyOf(out, length));
    }

    private void inString(byte b) {
        if (inName) {
            held.write(b);
        } else if (!dropping) {
            put(b);
        }
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
            dropping = dropping && (inName || depth > 0);
            inName = false;
            return;
        }
        if (inName) {
            name.write(b);
        }
    }

    private void below(byte b) {
        if (!dropping) {
            put(b);
        }
        if (b == '"') {
            inString = true;
        } else if (b == '{' || b == '[') {
            depth++;
        } else if (b == '}' || b == ']') {
            depth--;
            dropping = dropping && depth > 0;
        }
    }

    private void between(byte b) {
        Container container = containers.peek();
        if (container == null && "}],:".indexOf(b) >= 0) {
            // Not JSON; the reader will say so.
            put(b);
            return;
        }
        switch (b) {
            case ' ', '\n', '\r', '\t' -> blank(b, container);
            case '{', '[' -> open(b, container);
            case '}', ']' -> close(b, container);
            case '"' -> quote(b, container);
            case ':' -> decide(b, container);
            case ',' -> comma(b, container);
            default -> {
                expectsValue = false;
                if (!dropping) {
                    put(b);
                }
            }
        }
    }

    private void blank(byte b, Container container) {
        if (container != null && container.isObject && !expectsValue) {
            held.write(b);
            // A number ends where blanks begin.
            dropping = false;
        } else if (!dropping) {
            put(b);
        }
    }

    private void open(byte b, Container container) {
        expectsValue = false;
        if (dropping) {
            depth = 1;
            return;
        }
        put(b);
        StrippedPlace place = container == null ? root : container.isObject ? next : container.place.each();
        if (place != null && place.isKnownIn(b)) {
            containers.push(new Container(place, b == '{'));
        } else {
            depth = 1;
        }
    }

    private void close(byte b, Container container) {
        dropping = false;
        // If an object has lost all its members, Go would write it without line breaks.
        if (container.isObject && container.begun) {
            putHeld();
        }
        held.reset();
        containers.pop();
        put(b);
    }

    private void quote(byte b, Container container) {
        inString = true;
        if (container != null && container.expectsName) {
            inName = true;
            name.reset();
            held.write(b);
        } else {
            expectsValue = false;
            if (!dropping) {
                put(b);
            }
        }
    }

    // A member's name is complete: is the member kept?
    private void decide(byte b, Container container) {
        if (!container.isObject) {
            put(b);
            return;
        }
        container.expectsName = false;
        expectsValue = true;
        next = container.place.member(name.toString(StandardCharsets.UTF_8));
        dropping = next != null && next.isDropped();
        if (!dropping) {
            // If the first member was dropped, no comma follows it.
            if (container.begun) {
                put((byte) ',');
            }
            putHeld();
            put(b);
            container.begun = true;
        }
        held.reset();
    }

    private void comma(byte b, Container container) {
        dropping = false;
        if (container.isObject) {
            container.expectsName = true;
        } else {
            put(b);
        }
    }

    private void putHeld() {
        for (byte b : held.toByteArray()) {
            put(b);
        }
    }

    private void put(byte b) {
        if (length == out.length) {
            out = Arrays.copyOf(out, 2 * length);
        }
        out[length++] = b;
    }
}
