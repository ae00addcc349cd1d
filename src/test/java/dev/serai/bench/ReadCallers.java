package dev.serai.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/**
 * Callers of a server on this machine who ask for one path again and again, each on a connection of its own. All share
 * one thread and do little for an answer: what they use of the machine's processors, the server cannot use.
 */
final class ReadCallers implements AutoCloseable {

    private static final int CHUNK = 256 * 1024;
    private static final int WAIT_MILLIS = 10_000;

    private final Selector selector = Selector.open();
    private final ByteBuffer received = ByteBuffer.allocateDirect(CHUNK);
    private final byte[] request;

    /**
     * Whom they ask, and as whom.
     *
     * @param token a bearer token; empty for none
     * @param tls null for plain HTTP
     */
    record Target(int port, String token, SSLContext tls) {

        static Target plain(int port) {
            return new Target(port, "", null);
        }

        private CallerChannel connect() throws IOException {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return tls == null ? CallerChannel.plain(channel) : CallerChannel.tls(channel, tls);
        }
    }

    private record Asking(CallerChannel channel, Reply reply) {}

    /** Connects as many {@code callers} as are wanted. */
    ReadCallers(Target target, String path, int callers) throws IOException {
        String token = target.token().isEmpty() ? "" : "Authorization: Bearer %s\r\n".formatted(target.token());
        request = ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n".formatted(path, target.port(), token))
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < callers; i++) {
            CallerChannel channel = target.connect();
            channel.channel.configureBlocking(false);
            channel.channel.register(selector, SelectionKey.OP_READ, new Asking(channel, new Reply()));
        }
    }

    /**
     * Asks until {@link System#nanoTime} is {@code end}, and counts the answers.
     *
     * @throws IOException if an answer is not 200, or does not come
     */
    long ask(long end) throws IOException {
        for (SelectionKey each : selector.keys()) {
            send(each);
        }
        long answers = 0;
        while (System.nanoTime() < end) {
            if (selector.select(WAIT_MILLIS) == 0) {
                throw new IOException("no answer for %d ms".formatted(WAIT_MILLIS));
            }
            for (SelectionKey ready : selector.selectedKeys()) {
                if (read(ready)) {
                    answers++;
                    send(ready);
                }
            }
            selector.selectedKeys().clear();
        }
        return answers;
    }

    private void send(SelectionKey key) throws IOException {
        ((Asking) key.attachment()).channel().write(request);
    }

    private boolean read(SelectionKey key) throws IOException {
        var asking = (Asking) key.attachment();
        received.clear();
        asking.channel().read(received);
        received.flip();
        return received.hasRemaining() && asking.reply().isWhole(received);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** An answer of which parts have come. Its head comes in one piece: it is shorter than a packet. */
    private static final class Reply {

        private static final String LENGTH = "\r\ncontent-length:";
        private static final long FIVE_BYTES = 0xff_ffff_ffffL;
        // A zero and two line ends: the chunk that ends an answer.
        private static final long END = 0x30_0d0a_0d0aL;

        private long missing;
        private boolean chunked;
        private boolean begun;
        private long last;

        boolean isWhole(ByteBuffer part) throws IOException {
            if (!begun) {
                begin(part);
            } else {
                missing -= part.remaining();
            }
            begun = chunked ? !endsWithLastChunk(part) : missing > 0;
            return !begun;
        }

        private void begin(ByteBuffer part) throws IOException {
            byte[] bytes = new byte[Math.min(part.remaining(), 2048)];
            part.get(part.position(), bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0 || !text.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("not the head of an answer with 200: " + text);
            }
            String names = text.substring(0, head).toLowerCase(Locale.ROOT);
            int length = names.indexOf(LENGTH);
            chunked = length < 0;
            if (!chunked) {
                int end = names.indexOf('\r', length + LENGTH.length());
                String value = names.substring(length + LENGTH.length(), end < 0 ? head : end);
                missing = head + 4 + Long.parseLong(value.strip()) - part.remaining();
            }
        }

        // No JSON holds these five bytes. They may come in two parts.
        private boolean endsWithLastChunk(ByteBuffer part) {
            for (int i = Math.max(part.position(), part.limit() - 5); i < part.limit(); i++) {
                last = (last << 8 | part.get(i) & 0xff) & FIVE_BYTES;
            }
            return last == END;
        }
    }
}
