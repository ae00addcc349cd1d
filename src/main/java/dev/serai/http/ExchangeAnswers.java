package dev.serai.http;

import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.exchange.AnswerMessage;
import dev.serai.rest.exchange.Read;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.write.Errors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/** Sends the answer of a route: a body of Serai's own, which may stream, or another body that a step has set. */
final class ExchangeAnswers {

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final String CAMEL = "Camel";
    // Camel's filter drops these two.
    private static final Set<String> OF_ROUTES = Set.of("content-type", "cache-control");

    private final HeaderFilterStrategy filter;

    /** {@code filter} drops headers of messages that are no answers of Serai's own. */
    ExchangeAnswers(HeaderFilterStrategy filter) {
        this.filter = filter;
    }

    /** Sends the answer, unless the caller has gone. {@code pathParameters} are the headers that the path has set. */
    void send(Request request, Set<String> pathParameters, Exchange exchange) {
        HttpServerResponse response = request.http().response();
        // The body that is sent, and so not cancelled.
        Object body = null;
        try {
            if (response.closed() || response.ended()) {
                return;
            }
            Exception failure = exchange.getException();
            if (failure != null) {
                refuse(request, exchange, failure);
                return;
            }
            Message message = exchange.getMessage();
            body = message.getBody();
            head(request, pathParameters, exchange, message, body);
            AnswerBody sent = body instanceof AnswerBody own ? own : AnswerBody.of(bytes(exchange, body));
            if (response.getStatusCode() == NO_CONTENT) {
                // It has neither a body nor a length (RFC 9110, section 8.6).
                body = null;
                response.end();
            } else if (request.isHead()) {
                body = null;
                if (sent.length() >= 0) {
                    response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(sent.length()));
                }
                response.end();
            } else {
                sent.sendTo(response);
            }
        } finally {
            Read read = Read.of(exchange);
            if (read != null) {
                read.cancelUnless(body);
            }
        }
    }

    // The failure is answered and logged here. It is removed from the exchange, so that nobody logs it again.
    private static void refuse(Request request, Exchange exchange, Exception failure) {
        exchange.setException(null);
        Errors.answerTo(failure, exchange.getFromRouteId())
                .in(Representation.ofStatus(request))
                .sendTo(request.http().response());
    }

    private void head(
            Request request, Set<String> pathParameters, Exchange exchange, Message message, @Nullable Object body) {
        HttpServerResponse response = request.http().response();
        if (message instanceof AnswerMessage own && !own.areHeadersTouched()) {
            response.setStatusCode(own.answer().code());
            own.answer().headers().forEach((name, value) -> Answer.put(response, name, value));
        } else {
            response.setStatusCode(
                    message.getHeader(Exchange.HTTP_RESPONSE_CODE, body == null ? NO_CONTENT : OK, Integer.class));
            message.getHeaders().forEach((name, value) -> {
                if (value != null
                        && !pathParameters.contains(name)
                        && isForCaller(request, message, exchange, name, value)
                        && isOf(body, name)) {
                    Answer.put(response, name, value);
                }
            });
        }
    }

    // Length and encoding of a replaced body are wrong for the new one.
    private static boolean isOf(@Nullable Object body, String name) {
        return body instanceof AnswerBody
                || !name.equalsIgnoreCase("Content-Length") && !name.equalsIgnoreCase("Content-Encoding");
    }

    // What a step has set goes out. What the caller has sent, as a header or a parameter, does not come back.
    private boolean isForCaller(Request request, Message message, Exchange exchange, String name, Object value) {
        if (name.regionMatches(true, 0, CAMEL, 0, CAMEL.length())) {
            return false;
        }
        if (message instanceof AnswerMessage) {
            return true;
        }
        boolean sent = value.equals(request.header(name)) || value.equals(request.parameter(name));
        return !sent
                && (OF_ROUTES.contains(name.toLowerCase(Locale.ROOT))
                        || !filter.applyFilterToCamelHeaders(name, value, exchange));
    }

    private static Buffer bytes(Exchange exchange, @Nullable Object body) {
        if (body instanceof Buffer buffer) {
            return buffer;
        }
        return body == null
                ? Buffer.buffer()
                : Buffer.buffer(exchange.getContext().getTypeConverter().convertTo(byte[].class, exchange, body));
    }
}
