package dev.serai.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How an entry of the ledger is written, whatever it is written to. */
final class EntryFormat {

    private static final int ABSENT = -1;

    private EntryFormat() {}

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
        byte[] before = length == ABSENT ? null : bytes(in, length);
        return new Ledger.Entry(uid, version, path, state, bytes(in, in.remaining()), before);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
