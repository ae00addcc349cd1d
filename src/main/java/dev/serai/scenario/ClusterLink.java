package dev.serai.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The way from Serai to the API server, which an outage closes. */
final class ClusterLink implements AutoCloseable {

    private final String host;
    private final int port;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "scenario-link");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    ClusterLink(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Ends all connections, and each new one at once, until it is opened again. */
    void setClosed(boolean closed) {
        this.closed = closed;
        if (closed) {
            open.forEach(ClusterLink::end);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        open.forEach(ClusterLink::end);
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                if (closed) {
                    end(from);
                    continue;
                }
                open.add(from);
                var to = new Socket(host, port);
                open.add(to);
                threads.execute(() -> copy(from, to));
                threads.execute(() -> copy(to, from));
            } catch (IOException e) {
                // Closed, or the other end is away: the next one may be let through.
                continue;
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One of them has ended, and so does the other.
            return;
        } finally {
            end(from);
            end(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
            return;
        }
    }
}
