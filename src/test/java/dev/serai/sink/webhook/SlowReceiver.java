package dev.serai.sink.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A receiver that keeps who posts to it waiting, in one of the ways there are. */
final class SlowReceiver implements AutoCloseable {

    enum Way {
        /** Takes the request and never answers. */
        SILENT,
        /** Sends its head a byte at a time. */
        DRIPS_HEAD,
        /** Sends a head that says success, and its body a byte at a time. */
        DRIPS_BODY,
        /** Does not read what it is sent. */
        READS_NOTHING,
        /** Does not even take the connection. */
        BLACK_HOLE
    }

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    private static final long BETWEEN_BYTES_MILLIS = 100;

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch givenUp = new CountDownLatch(1);

    SlowReceiver(Way way) throws IOException {
        server = new ServerSocket();
        server.setReceiveBufferSize(4096);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        if (way == Way.BLACK_HOLE) {
            fill();
        } else {
            thread(() -> accept(way));
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    /** Whether the connection was ended by who made it, before long. */
    boolean isGivenUp() throws InterruptedException {
        return givenUp.await(20, TimeUnit.SECONDS);
    }

    // Once as many wait as may, no other is answered.
    private void fill() throws IOException {
        for (int i = 0; i < 4; i++) {
            var socket = new Socket();
            sockets.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 200);
            } catch (IOException full) {
                return;
            }
        }
    }

    private void accept(Way way) {
        while (closed.getCount() > 0) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                thread(() -> serve(socket, way));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, Way way) {
        try {
            InputStream in = socket.getInputStream();
            if (way == Way.READS_NOTHING) {
                in.read();
                while (closed.getCount() > 0) {
                    closed.await(BETWEEN_BYTES_MILLIS, TimeUnit.MILLISECONDS);
                    in.read();
                }
            }
            in.read(new byte[4096]);
            byte[] head = HEAD.getBytes(StandardCharsets.US_ASCII);
            OutputStream out = socket.getOutputStream();
            switch (way) {
                case DRIPS_HEAD -> drip(out, head);
                case DRIPS_BODY -> {
                    out.write(head);
                    drip(out, new byte[100_000]);
                }
                default -> {
                    while (in.read() >= 0) {
                        // Till the end.
                    }
                    givenUp.countDown();
                }
            }
        } catch (IOException e) {
            givenUp.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drip(OutputStream out, byte[] bytes) throws IOException, InterruptedException {
        for (byte one : bytes) {
            out.write(one);
            out.flush();
            if (closed.await(BETWEEN_BYTES_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private static void thread(Runnable work) {
        var thread = new Thread(work, "slow-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
