package dev.serai.http.connection;

import dev.serai.http.BoundedVertx;
import dev.serai.limit.ConnectionLimits;
import dev.serai.limit.RequestLimits;
import dev.serai.rest.write.Audit;
import dev.serai.security.tls.ServerTls;
import dev.serai.security.tls.TlsConfiguration;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Servers as Serai has them, without its routes. {@code /wait} and {@code /watch} are not answered to their end, {@code
 * /body} is when its body is there, and all others are at once.
 */
final class BoundedServer implements AutoCloseable {

    static final int LONGEST_SILENCE = 30_000;

    /** Answers that have not ended. */
    final List<HttpServerResponse> open = new CopyOnWriteArrayList<>();
    /** Bodies that were read to their end. */
    final List<String> bodies = new CopyOnWriteArrayList<>();

    final BoundedVertx vertx;
    final int port;

    BoundedServer(ConnectionLimits limits) {
        vertx = new BoundedVertx(
                new VertxOptions(),
                new RequestLimits(65_536, 65_536, 3_145_728, 100),
                limits,
                ServerTls.open(new TlsConfiguration("", "", "")),
                new Audit(Clock.systemUTC(), () -> null));
        port = listen();
    }

    /** One more server of the same Vert.x; returns its port. */
    int listen() {
        return vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        switch (request.path()) {
            case "/wait" -> open.add(response);
            case "/watch" -> {
                response.setChunked(true).writeHead();
                open.add(response);
            }
            case "/socket" ->
                request.toWebSocket()
                        .onSuccess(socket -> socket.textMessageHandler(text -> {
                            socket.writeTextMessage(text);
                        }));
            case "/body" ->
                request.bodyHandler(body -> {
                    bodies.add(body.toString());
                    response.end("read");
                });
            default -> response.end("ok");
        }
    }

    Socket connect() throws IOException {
        return connect(port);
    }

    static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LONGEST_SILENCE);
        return socket;
    }

    /** From another loopback address, such as 127.0.0.2. */
    Socket connectFrom(String address) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0);
        socket.setSoTimeout(LONGEST_SILENCE);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static void get(Socket socket, String path) throws IOException {
        send(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    /** Reads until {@code text} has come. */
    static String readUntil(Socket socket, String text) throws IOException {
        var read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("it ends after " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** Asks for the server's short answer; whether it has come. */
    static boolean isAnswered(Socket socket) {
        try {
            get(socket, "/");
            readUntil(socket, "\r\n\r\nok");
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** All that comes until the connection is closed. */
    static String readToTheEnd(Socket socket) {
        var read = new StringBuilder();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                read.append((char) next);
            }
        } catch (SocketTimeoutException open) {
            throw new UncheckedIOException(open);
        } catch (IOException reset) {
            // That is an end too.
        }
        return read.toString();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
