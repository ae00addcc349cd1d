package dev.serai.rest.exchange;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;

/**
 * The answer to a read as a Camel message: its code is the header {@code CamelHttpResponseCode}, its headers are those of
 * the answer. They become a map only when a step of the route asks for them.
 */
public final class AnswerMessage extends DefaultMessage {

    private final ReadAnswer answer;

    AnswerMessage(Exchange exchange, ReadAnswer answer) {
        super(exchange);
        this.answer = answer;
        setBody(answer.body());
    }

    public ReadAnswer answer() {
        return answer;
    }

    @Override
    public AnswerMessage newInstance() {
        return new AnswerMessage(getExchange(), answer);
    }

    /** Camel copies the message at the end of each pipeline. Headers that no step has asked for are not copied. */
    @Override
    public void copyFrom(Message that) {
        if (that instanceof AnswerMessage other && other.answer == answer && !other.areHeadersTouched()) {
            setBody(that.getBody());
        } else {
            super.copyFrom(that);
        }
    }

    /** Whether a step may have changed code or headers. */
    public boolean areHeadersTouched() {
        return hasPopulatedHeaders();
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> map) {
        map.putAll(answer.headers());
        map.put(Exchange.HTTP_RESPONSE_CODE, answer.code());
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return true;
    }
}
