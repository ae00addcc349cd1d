package dev.serai.security.tls;

import dev.serai.fixture.http.IssuedCertificate;
import dev.serai.fixture.process.TestClock;
import dev.serai.http.BoundedVertx;
import dev.serai.kube.Caller;
import dev.serai.limit.ConnectionLimits;
import dev.serai.limit.RequestLimits;
import dev.serai.rest.write.Audit;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server as Serai has them, that answers each request with who is calling. */
final class TlsServer implements AutoCloseable {

    private static final int SILENT_AT_MOST = 30_000;

    private final Path directory;
    private final Path certificate;
    private final Path key;
    private final Path clientCa;
    private final TestClock clock = new TestClock();
    private ServerTls tls;
    private BoundedVertx vertx;
    private HttpServer server;

    /** A server whose files are to be in this directory, and which is not started yet. */
    TlsServer(Path directory) {
        this.directory = directory;
        this.certificate = directory.resolve("tls.crt");
        this.key = directory.resolve("tls.key");
        this.clientCa = directory.resolve("ca.crt");
    }

    Path certificate() {
        return certificate;
    }

    Path key() {
        return key;
    }

    Path clientCa() {
        return clientCa;
    }

    TestClock clock() {
        return clock;
    }

    TlsServer identity(IssuedCertificate issued) throws IOException {
        return identity(issued.chainPem(), issued.pkcs8());
    }

    TlsServer identity(String certificatePem, String keyPem) throws IOException {
        write(certificate, certificatePem);
        write(key, keyPem);
        return this;
    }

    TlsServer clientCa(String pem) throws IOException {
        write(clientCa, pem);
        return this;
    }

    /** Starts with the files that there are. */
    TlsServer start(boolean allowSystem) {
        var configuration = new TlsConfiguration(
                certificate.toString(), key.toString(), Files.exists(clientCa) ? clientCa.toString() : "");
        tls = ServerTls.read(configuration);
        var authenticator = new CertificateAuthenticator(tls, allowSystem, clock);
        var limits = new RequestLimits(65_536, 65_536, 65_536, 100);
        vertx = new BoundedVertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1),
                limits,
                new ConnectionLimits(1_000, 300, 30),
                tls,
                new Audit(Clock.systemUTC(), () -> null));
        server = vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(request -> answer(authenticator, request))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return this;
    }

    /** Looks at the files, as it does by itself every few seconds. */
    void look() {
        tls.look();
    }

    int port() {
        return server.actualPort();
    }

    /** Replaces a file as files are replaced that others read. */
    void write(Path file, String content) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), content);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A connection on which nothing was said yet. */
    SSLSocket connect(SSLContext client, String... versions) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port());
        socket.setSoTimeout(SILENT_AT_MOST);
        if (versions.length > 0) {
            socket.setEnabledProtocols(versions);
        }
        return socket;
    }

    /** Whom the server takes a caller for, who connects for this question. */
    String ask(SSLContext client, String... versions) throws IOException {
        try (SSLSocket socket = connect(client, versions)) {
            return ask(socket);
        }
    }

    static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        var answer = new StringBuilder();
        while (!answer.toString().endsWith("!")) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("the connection ended after '" + answer + "'");
            }
            answer.append((char) read);
        }
        return answer.substring(answer.indexOf("\r\n\r\n") + 4, answer.length() - 1);
    }

    @Override
    public void close() {
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        if (tls != null) {
            tls.close();
        }
    }

    private static void answer(CertificateAuthenticator authenticator, HttpServerRequest request) {
        authenticator.authenticate(request).onSuccess(caller -> request.response()
                .end(caller.map(TlsServer::text).orElse("nobody") + "!"));
    }

    private static String text(Caller caller) {
        return caller.name() + " of " + String.join("+", caller.groups());
    }
}
