package dev.serai.event.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The format of a ledger entry, for every storage. */
final class LedgerEntryCodec {

    private static final int ABSENT = -1;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final byte[] NOTHING = {'{', '}'};

    private LedgerEntryCodec() {}

    static byte[] encode(Ledger.Entry entry) {
        byte[] version = entry.resourceVersion().getBytes(StandardCharsets.UTF_8);
        byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
        byte[] before = entry.before() == null ? new byte[0] : entry.before();
        return ByteBuffer.allocate(1
                        + 2 * Short.BYTES
                        + version.length
                        + path.length
                        + Integer.BYTES
                        + before.length
                        + entry.document().length)
                .put((byte) entry.state().ordinal())
                .putShort((short) version.length)
                .put(version)
                .putShort((short) path.length)
                .put(path)
                .putInt(entry.before() == null ? ABSENT : before.length)
                .put(before)
                .put(entry.document())
                .array();
    }

    static Ledger.Entry decode(String uid, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        Ledger.State state = Ledger.State.values()[in.get()];
        String version = new String(bytes(in, in.getShort()), StandardCharsets.UTF_8);
        String path = new String(bytes(in, in.getShort()), StandardCharsets.UTF_8);
        int length = in.getInt();
        byte @Nullable [] before = length == ABSENT ? null : bytes(in, length);
        return new Ledger.Entry(uid, version, path, state, bytes(in, in.remaining()), before);
    }

    /** The entry with an object that has only its kind and the names in its metadata. */
    static Ledger.Entry withoutContent(Ledger.Entry entry) {
        byte @Nullable [] before = entry.before() == null ? null : withoutContent(entry.before());
        return new Ledger.Entry(
                entry.uid(),
                entry.resourceVersion(),
                entry.path(),
                entry.state(),
                withoutContent(entry.document()),
                before);
    }

    private static byte[] withoutContent(byte[] document) {
        try {
            if (MAPPER.readTree(document) instanceof ObjectNode object) {
                object.retain("apiVersion", "kind", "metadata");
                if (object.path("metadata") instanceof ObjectNode metadata) {
                    metadata.retain(
                            "namespace", "name", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp");
                }
                return MAPPER.writeValueAsBytes(object);
            }
            return NOTHING;
        } catch (IOException e) {
            return NOTHING;
        }
    }

    /** How many histories have ended; for none, nothing is written. */
    static byte[] encodeHistories(int ended) {
        return ended == 0
                ? new byte[0]
                : ByteBuffer.allocate(Integer.BYTES).putInt(ended).array();
    }

    /** How many histories have ended; 0 if {@code value} is null or empty. */
    static int decodeHistories(byte @Nullable [] value) {
        return value == null || value.length == 0 ? 0 : ByteBuffer.wrap(value).getInt();
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
