package dev.serai.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A caller at an address of its own who wants too much: idle connections, requests that come a byte a second, and
 * watches, which it asks for again a second after it was refused one, as it is told. All share one thread.
 */
final class OtherCaller implements AutoCloseable {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int CHUNK = 256 * 1024;
    // A head that does not end before it must.
    private static final byte[] SLOW = ("POST /api/v1/namespaces/default/pods HTTP/1.1\r\nX-Long: " + "x".repeat(1_000))
            .getBytes(StandardCharsets.US_ASCII);

    private enum State {
        IDLE,
        SLOW,
        ASKED,
        REFUSED,
        WATCHING
    }

    private static final class Connection {
        private final SocketChannel channel;
        private State state;
        private int sent;

        Connection(SocketChannel channel, State state) {
            this.channel = channel;
            this.state = state;
        }
    }

    private final InetSocketAddress from;
    private final InetSocketAddress server;
    private final byte[] watch;
    private final Selector selector = Selector.open();
    private final ByteBuffer received = ByteBuffer.allocateDirect(CHUNK);
    private final List<Connection> connections = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "other-caller");
    private volatile boolean stopped;
    private volatile int answered;
    private volatile int watching;
    private volatile int closed;

    /** {@code watch} is the whole request for a watch. */
    OtherCaller(String address, int port, String watch) throws IOException {
        this.from = new InetSocketAddress(InetAddress.getByName(address), 0);
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.watch = watch.getBytes(StandardCharsets.US_ASCII);
    }

    /** Connects, and from then on does what it wants; call it once. */
    OtherCaller want(int idle, int slow, int watches) throws IOException {
        open(watches, State.ASKED);
        open(slow, State.SLOW);
        open(idle, State.IDLE);
        thread.start();
        return this;
    }

    private void open(int many, State state) throws IOException {
        for (int i = 0; i < many; i++) {
            SocketChannel channel = SocketChannel.open();
            // Else its port would stay taken for a minute.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.bind(from);
            channel.connect(server);
            channel.configureBlocking(false);
            var connection = new Connection(channel, state);
            connections.add(connection);
            channel.register(selector, SelectionKey.OP_READ, connection);
            if (state == State.ASKED) {
                channel.write(ByteBuffer.wrap(watch));
            }
        }
    }

    /** How many watches were answered in one way or the other. */
    int answered() {
        return answered;
    }

    /** How many watches it has. */
    int watching() {
        return watching;
    }

    /** How many connections the server has closed. */
    int closed() {
        return closed;
    }

    private void run() {
        long next = System.nanoTime() + SECOND;
        while (!stopped) {
            try {
                long left = next - System.nanoTime();
                selector.select(this::read, Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                if (left <= 0) {
                    next += SECOND;
                    goOn();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void goOn() {
        for (Connection connection : connections) {
            try {
                if (connection.state == State.SLOW && connection.sent < SLOW.length) {
                    connection.sent += connection.channel.write(ByteBuffer.wrap(SLOW, connection.sent, 1));
                } else if (connection.state == State.REFUSED) {
                    connection.state = State.ASKED;
                    connection.channel.write(ByteBuffer.wrap(watch));
                }
            } catch (IOException ended) {
                // It is read of, too.
                connection.state = State.IDLE;
            }
        }
    }

    private void read(SelectionKey key) {
        var connection = (Connection) key.attachment();
        received.clear();
        int read;
        try {
            read = connection.channel.read(received);
        } catch (IOException reset) {
            read = -1;
        }
        if (read < 0) {
            key.cancel();
            closed++;
        } else if (connection.state == State.ASKED) {
            received.flip();
            byte[] head = new byte[Math.min(received.remaining(), 64)];
            received.get(head);
            boolean isLet = new String(head, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200 ");
            connection.state = isLet ? State.WATCHING : State.REFUSED;
            watching += isLet ? 1 : 0;
            answered++;
        }
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }
}
