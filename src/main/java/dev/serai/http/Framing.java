package dev.serai.http;

import dev.serai.kube.StatusException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** Where a request and its answer end on their connection (RFC 9112, section 6). */
final class Framing {

    private Framing() {}

    /**
     * Checks that the body's end can be found. If it is encoded in another way than in chunks, nobody knows where the
     * next request begins. In HTTP/2 it is a flag of the last frame.
     *
     * @throws StatusException 400 if it cannot be found; the connection ends after the answer
     */
    static void check(RoutingContext context) {
        String encoding = context.request().getHeader(HttpHeaders.TRANSFER_ENCODING);
        if (encoding != null
                && context.request().version() != HttpVersion.HTTP_2
                && !encoding.strip().equalsIgnoreCase("chunked")) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(ended -> context.request().connection().close());
            throw StatusException.badRequest(
                    "a body comes whole or in chunks: Transfer-Encoding is chunked, or absent");
        }
    }

    /** HTTP/1.0 has no chunks, so an answer of unknown length ends with its connection. */
    static void endWithConnection(RoutingContext context) {
        var headers = context.response().headers();
        context.addHeadersEndHandler(head -> {
            if (!headers.contains(HttpHeaders.CONTENT_LENGTH)) {
                headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        context.addBodyEndHandler(end -> {
            if (!headers.contains(HttpHeaders.CONTENT_LENGTH)) {
                context.vertx()
                        .runOnContext(later -> context.request().connection().close());
            }
        });
    }
}
