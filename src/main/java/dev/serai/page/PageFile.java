package dev.serai.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * A file of the page, from the jar.
 *
 * @param type its media type
 * @param bytes its content
 */
record PageFile(String type, byte[] bytes) {

    // Nothing but the page's own files, no inline script, and no other page around it. Text becomes HTML nowhere.
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    static PageFile of(String name, String type) {
        try (InputStream file = PageFile.class.getResourceAsStream(name)) {
            return new PageFile(type, Objects.requireNonNull(file, name).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void answer(Exchange exchange) {
        answer(exchange, type, bytes);
    }

    /** Answers with a body, and with what holds for all of the page. */
    static void answer(Exchange exchange, String type, Object body) {
        Message message = exchange.getMessage();
        // Otherwise the request's own headers would come back with the answer.
        message.removeHeaders("*");
        HEADERS.forEach(message::setHeader);
        message.setHeader(Exchange.CONTENT_TYPE, type);
        message.setBody(body);
    }
}
