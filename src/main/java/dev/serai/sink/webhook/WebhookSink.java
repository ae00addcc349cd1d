package dev.serai.sink.webhook;

import dev.serai.sink.deadletter.KameletSink;
import dev.serai.sink.deadletter.UnsendableException;
import dev.serai.sink.http.WebhookSlowException;
import org.apache.camel.Exchange;

/**
 * Sends one route's events to one receiver: the Java side of the kamelet {@code signed-webhook-sink}, which calls it
 * before and after its requests. It holds the kamelet's options; {@link WebhookDelivery} decides what happens to an
 * event.
 */
// Camel sets everything before it opens the bean.
@SuppressWarnings("NullAway.Init")
public final class WebhookSink extends KameletSink {

    private static final WebhookSettings.Texts NAMES = new WebhookSettings.Texts(
            parameter("url"),
            parameter("secret"),
            parameter("origin"),
            parameter("attempts"),
            parameter("giveUpAfter"),
            parameter("longestWait"),
            parameter("requestTimeout"),
            parameter("ca"));

    private String url;
    private String secret = "";
    private String origin = "";
    private String attempts;
    private String giveUpAfter;
    private String longestWait;
    private String requestTimeout;
    private String ca = "";
    private WebhookRegistry webhooks;
    private WebhookEndpoint endpoint;
    private WebhookMessage message;
    private WebhookHandshake handshake;
    private WebhookDelivery delivery;

    private static String parameter(String name) {
        return "signed-webhook-sink: " + name;
    }

    /**
     * Checks the settings and joins the other sinks; called after all of them are set.
     *
     * @throws IllegalArgumentException if one of them is wrong
     */
    public void open() {
        var settings = WebhookSettings.parse(
                new WebhookSettings.Texts(url, secret, origin, attempts, giveUpAfter, longestWait, requestTimeout, ca),
                NAMES);
        webhooks = getCamelContext().getRegistry().lookupByNameAndType("webhooks", WebhookRegistry.class);
        endpoint = webhooks.endpoint(
                WebhookEndpoint.name(settings.url().uri().getHost(), url),
                settings.schedule().longestWait());
        message = new WebhookMessage(settings, webhooks.clock());
        delivery = new WebhookDelivery(settings, parentRouteId(), endpoint, webhooks);
        handshake = new WebhookHandshake(settings.origin(), endpoint, delivery);
        webhooks.add(this);
    }

    /** Leaves the other sinks. */
    public void close() {
        if (webhooks != null) {
            webhooks.remove(this);
        }
    }

    /**
     * Asks for permission to make a request.
     *
     * @throws WebhookRefusal if no request may be made now
     */
    public void enter(Exchange exchange) throws WebhookRefusal {
        delivery.begin(exchange);
    }

    /** Whether the receiver must still be asked for permission: the handshake of CloudEvents' webhooks. */
    public boolean mustAsk() {
        return !handshake.isAgreed();
    }

    /**
     * Asks the receiver whether it accepts events.
     *
     * @throws OriginNotAllowedException if it does not agree
     * @throws WebhookStatusException if it answered with anything but success
     */
    public void ask(Exchange exchange) throws Exception {
        handshake.ask(exchange);
    }

    /**
     * Turns the message into the delivery: the event in CloudEvents' binary mode, signed with the time of this attempt.
     *
     * @throws UnsendableException if its content cannot become bytes
     */
    public void prepare(Exchange exchange) throws UnsendableException {
        exchange.setMessage(message.of(WebhookDelivery.event(exchange).copy(), WebhookDelivery.id(exchange)));
    }

    /**
     * Posts the prepared message.
     *
     * @throws WebhookStatusException if the receiver answered with anything but success
     * @throws WebhookSlowException if it has not answered in time
     * @throws UnsendableException if the message cannot be sent
     */
    public void post(Exchange exchange) throws Exception {
        delivery.send("POST", exchange.getMessage(), exchange);
    }

    /** The receiver has taken the event. */
    public void succeeded(Exchange exchange) {
        delivery.succeeded(exchange);
    }

    /**
     * The request has failed, or was not made.
     *
     * @throws WebhookRefusal if the event must be tried again; otherwise it is a dead letter now
     */
    public void failed(Exchange exchange) throws WebhookRefusal {
        delivery.failed(exchange);
    }

    @Override
    public String name() {
        return endpoint.name();
    }

    public void setUrl(String url) {
        this.url = url;
    }

    public void setSecret(String secret) {
        this.secret = secret;
    }

    public void setOrigin(String origin) {
        this.origin = origin;
    }

    public void setAttempts(String attempts) {
        this.attempts = attempts;
    }

    public void setGiveUpAfter(String giveUpAfter) {
        this.giveUpAfter = giveUpAfter;
    }

    public void setLongestWait(String longestWait) {
        this.longestWait = longestWait;
    }

    public void setRequestTimeout(String requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public void setCa(String ca) {
        this.ca = ca;
    }
}
