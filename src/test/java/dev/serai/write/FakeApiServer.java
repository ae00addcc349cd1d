package dev.serai.write;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.serai.cluster.ClusterClient;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes each request to the byte and answers what it was told to. */
public final class FakeApiServer implements AutoCloseable {

    /** A request as it came over the wire. */
    public record Request(String method, String uri, Map<String, List<String>> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, List.of("absent")).get(0);
        }
    }

    private static final int HANG_UP = 0;

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile int code = 201;
    private volatile String answer = "{\"metadata\":{\"resourceVersion\":\"7\"}}";
    private volatile Map<String, String> headers = Map.of();
    private volatile int getCode;
    private volatile String getAnswer;

    public FakeApiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    /** From now on requests are read and their connections closed without an answer. */
    public void hangsUp() {
        code = HANG_UP;
    }

    /** A GET is answered with this instead. */
    public void answersGet(int newCode, String newAnswer) {
        getCode = newCode;
        getAnswer = newAnswer;
    }

    /** The values of a header are parted by line ends. */
    public void answers(int newCode, String newAnswer, Map<String, String> newHeaders) {
        code = newCode;
        answer = newAnswer;
        headers = newHeaders;
    }

    public List<Request> requests() {
        return requests;
    }

    public KubernetesClient client() {
        return ClusterClient.connect(new ConfigBuilder(Config.empty())
                .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                .build());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            if (code == HANG_UP) {
                return;
            }
            boolean get = getAnswer != null && exchange.getRequestMethod().equals("GET");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            headers.forEach((name, values) -> values.lines()
                    .forEach(value -> exchange.getResponseHeaders().add(name, value)));
            byte[] bytes = (get ? getAnswer : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(get ? getCode : code, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
