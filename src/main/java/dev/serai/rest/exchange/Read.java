package dev.serai.rest.exchange;

import dev.serai.kube.StatusException;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/**
 * A read on its way through a route: the request, who answers, and the one answer. It travels with the exchange. Only
 * the event loop may use it.
 */
public final class Read {

    /** Who answers a read: the text of the exchange property {@code SeraiReadFrom}. */
    public enum Source {
        CACHE("cache"),
        DISCOVERY("discovery"),
        API_SERVER("api-server");

        private final String text;

        Source(String text) {
            this.text = text;
        }
    }

    private static final String PROPERTY = "SeraiRead";
    private static final String FROM = "SeraiReadFrom";

    private final Exchange exchange;
    private final Request request;
    private final Map<String, Object> headers = new LinkedHashMap<>(2);
    private String reason = "bypass";
    private @Nullable ReadAnswer answer;
    private @Nullable AsyncCallback waiting;
    private boolean done;

    private Read(Exchange exchange, Request request) {
        this.exchange = exchange;
        this.request = request;
    }

    /** The read that comes into a route. From now on the exchange carries it. */
    static Read begin(Exchange exchange) {
        var read = new Read(exchange, requestOf(exchange));
        exchange.setProperty(PROPERTY, read);
        return read;
    }

    private static Request requestOf(Exchange exchange) {
        if (exchange.getMessage() instanceof RequestMessage message) {
            return message.request();
        }
        if (exchange.getMessage() instanceof HttpMessage message) {
            return new Request(message.getRequest());
        }
        throw new IllegalStateException("the message is no HTTP request; a step before has put another in its place");
    }

    /** The read that an exchange carries; null where no step has begun one. */
    public static @Nullable Read of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Read.class);
    }

    public Request request() {
        return request;
    }

    /** Leaves the answer to a later step of the route. */
    public void leaveTo(Source source) {
        exchange.setProperty(FROM, source.text);
        finish();
    }

    /** Who answers: {@code cache}, {@code discovery} or {@code api-server}; null if it is not decided yet. */
    public @Nullable String source() {
        return exchange.getProperty(FROM, String.class);
    }

    /** Why the API server is asked, as a word of RFC 9211, section 2.2. It is {@code bypass} at first. */
    public String reason() {
        return reason;
    }

    /** Leaves the answer to the API server, and says why. */
    public void passOn(String why) {
        reason = why;
        leaveTo(Source.API_SERVER);
    }

    /** Adds a header to the answer, whoever gives it. */
    public void header(String name, String value) {
        headers.put(name, value);
    }

    /** Answers; a second answer is cancelled. */
    public void answer(ReadAnswer given) {
        if (answer != null) {
            given.body().cancel();
            return;
        }
        answer = headers.isEmpty() ? given : given.with(headers);
        exchange.setMessage(new AnswerMessage(exchange, answer));
        finish();
    }

    /** Answers with a Status in the requested form. */
    public void refuse(StatusException refusal) {
        answer(ReadAnswer.of(Answer.of(refusal).in(Representation.ofStatus(request))));
    }

    /** Whether the caller has gone. */
    public boolean isGone() {
        return request.http().response().closed();
    }

    /** The caller has gone: the route ends. */
    public void abandon() {
        answer(ReadAnswer.NONE);
    }

    /**
     * Runs a part of the answer after its step has returned. An exception becomes the answer, because nobody else
     * catches it and the caller would wait for ever.
     */
    public void guarded(Runnable part) {
        try {
            part.run();
        } catch (StatusException refusal) {
            refuse(refusal);
        } catch (RuntimeException failure) {
            Answers.log(failure);
            refuse(StatusException.internalError());
        }
    }

    /**
     * Runs a step of the route, unless there is an answer already. It returns {@code true} if the step is done;
     * otherwise {@code callback} is called later.
     */
    boolean step(Consumer<Read> step, AsyncCallback callback) {
        if (answer != null) {
            callback.done(true);
            return true;
        }
        done = false;
        waiting = null;
        try {
            step.accept(this);
        } catch (StatusException refusal) {
            refuse(refusal);
        }
        if (done) {
            callback.done(true);
            return true;
        }
        waiting = callback;
        return false;
    }

    private void finish() {
        if (!done) {
            done = true;
            AsyncCallback callback = waiting;
            waiting = null;
            if (callback != null) {
                callback.done(false);
            }
        }
    }

    /** Cancels the answer unless it is {@code sent}, the body that the route has answered with. */
    public void cancelUnless(@Nullable Object sent) {
        ReadAnswer given = answer;
        if (given != null && !Objects.equals(given.body(), sent)) {
            given.body().cancel();
        }
    }
}
