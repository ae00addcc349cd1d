package dev.serai.rest.watch;

import dev.serai.kube.StatusException;
import dev.serai.rest.wire.Request;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Web sockets as browsers and the API server use them (RFC 6455; wsstream of apimachinery). */
public final class WebSockets {

    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    // It tells the API server, and nobody else, who is calling: browsers cannot send the header Authorization.
    private static final String BEARER = "base64url.bearer.authorization.k8s.io.";
    private static final String VERSION = "13";

    private WebSockets() {}

    /** Whether a request asks for a web socket; an incomplete request for one is answered like any other. */
    public static boolean areWanted(Request request) {
        HttpServerRequest http = request.http();
        return http.method().equals(HttpMethod.GET)
                && http.version() == HttpVersion.HTTP_1_1
                && "websocket".equalsIgnoreCase(request.header("Upgrade"))
                && http.headers().getAll("Connection").stream()
                        .flatMap(line -> Arrays.stream(line.split(",")))
                        .anyMatch(option -> option.strip().equalsIgnoreCase("upgrade"));
    }

    /**
     * Checks the handshake.
     *
     * @throws StatusException 400 if it violates RFC 6455
     */
    public static void check(Request request) {
        if (!VERSION.equals(request.header("Sec-WebSocket-Version")) || request.header("Sec-WebSocket-Key") == null) {
            throw StatusException.badRequest(
                    "a web socket is opened with Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key");
        }
    }

    /**
     * Opens it with the first offered subprotocol: the API server accepts any, and none of them changes what a watch
     * sends. Call {@link #check} before.
     */
    public static Future<ServerWebSocket> open(Request request) {
        MultiMap headers = request.http().headers();
        String offered = headers.getAll(PROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .filter(protocol -> !protocol.isEmpty() && !protocol.startsWith(BEARER))
                .collect(Collectors.joining(","));
        headers.remove(PROTOCOL);
        if (!offered.isEmpty()) {
            headers.set(PROTOCOL, offered);
        }
        return request.http().toWebSocket();
    }
}
