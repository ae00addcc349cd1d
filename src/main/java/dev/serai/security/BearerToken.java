package dev.serai.security;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token of a request: {@code Authorization: Bearer} (RFC 6750, section 2.1). A browser, which cannot set that header
 * for a web socket, names it as a subprotocol: apiserver's websocket/protocol.go.
 */
public final class BearerToken {

    private static final String SCHEME = "Bearer ";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String PREFIX = "base64url.bearer.authorization.k8s.io.";

    private BearerToken() {}

    /** The token; empty if there is none. */
    public static Optional<String> of(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header == null ? ofProtocol(request) : in(header);
    }

    /** The token in a value of the header {@code Authorization}; empty if there is none, or no header. */
    public static Optional<String> in(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(authorization.substring(SCHEME.length()).strip()).filter(token -> !token.isEmpty())
                : Optional.empty();
    }

    private static Optional<String> ofProtocol(HttpServerRequest request) {
        if (!request.headers().contains(PROTOCOL)) {
            return Optional.empty();
        }
        return request.headers().getAll(PROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(PREFIX))
                .findFirst()
                .flatMap(protocol -> decoded(protocol.substring(PREFIX.length())));
    }

    private static Optional<String> decoded(String token) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8))
                    .filter(text -> !text.isEmpty());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
