package dev.serai.sink;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One route's way to one receiver: the Java side of the kamelet {@code signed-webhook-sink}, which calls it before and
 * after its requests. It decides whether one is made now, what is in it, and what the answer means: taken, to be tried
 * again, or given up to the dead letters. Trying again is left to {@code kube-watch:}, which waits as long as it is
 * told by an exchange property and holds no thread meanwhile.
 */
public final class WebhookSink implements CamelContextAware, EventSink {

    /** Exchange property: how long the consumer of the route is to wait before it tries again, in milliseconds. */
    public static final String RETRY_AFTER = "CamelKubeWatchRetryAfterMillis";

    /** Exchange property of a dead letter that is delivered again. */
    static final String REPLAY = "SeraiReplay";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookSink.class);
    private static final String EVENT = "SeraiWebhookEvent";
    private static final String EVENT_ID = "SeraiWebhookEventId";
    private static final String ALLOWED_ORIGIN = "WebHook-Allowed-Origin";
    private static final String ALLOWED_RATE = "WebHook-Allowed-Rate";
    private static final String REQUEST_ORIGIN = "WebHook-Request-Origin";
    private static final WebhookSettings.Texts NAMES = new WebhookSettings.Texts(
            parameter("url"),
            parameter("secret"),
            parameter("origin"),
            parameter("attempts"),
            parameter("giveUpAfter"),
            parameter("longestWait"));

    private CamelContext context;
    private String url;
    private String secret = "";
    private String origin = "";
    private String attempts;
    private String giveUpAfter;
    private String longestWait;
    private String routeId;
    private String parentRouteId;
    private WebhookSettings settings;
    private Webhooks webhooks;
    private WebhookEndpoint endpoint;
    private volatile boolean agreed;

    private static String parameter(String name) {
        return "signed-webhook-sink: " + name;
    }

    /**
     * Checks the settings and joins the other sinks; called when all of them are set.
     *
     * @throws IllegalArgumentException if one of them is wrong
     */
    public void open() {
        settings = WebhookSettings.parse(
                new WebhookSettings.Texts(url, secret, origin, attempts, giveUpAfter, longestWait), NAMES);
        webhooks = context.getRegistry().lookupByNameAndType("webhooks", Webhooks.class);
        String host = settings.url().getHost();
        endpoint = webhooks.endpoint(
                WebhookEndpoint.name(host, url), settings.schedule().longestWait());
        agreed = settings.origin().isEmpty();
        webhooks.add(this);
    }

    /** Leaves the other sinks. */
    public void close() {
        if (webhooks != null) {
            webhooks.remove(this);
        }
    }

    /**
     * Asks for leave to make a request; where the receiver has still to be asked whether it wants any, the message
     * becomes that question.
     *
     * @throws WebhookRefusal if none is to be made now
     */
    public void enter(Exchange exchange) throws WebhookRefusal {
        exchange.setProperty(EVENT, exchange.getMessage().copy());
        endpoint.enter();
        if (mustAsk()) {
            var question = new DefaultMessage(exchange);
            question.setHeader(Exchange.HTTP_URI, url);
            question.setHeader(REQUEST_ORIGIN, settings.origin());
            exchange.setMessage(question);
        }
    }

    /** Whether the receiver has not agreed yet to be sent events: the handshake of CloudEvents' webhooks. */
    public boolean mustAsk() {
        return !agreed;
    }

    /**
     * Reads the receiver's answer to {@link #mustAsk}.
     *
     * @throws NotAllowedException if it has not agreed
     */
    public void asked(Exchange exchange) throws NotAllowedException {
        String allowed = exchange.getMessage().getHeader(ALLOWED_ORIGIN, String.class);
        if (!"*".equals(allowed) && !settings.origin().equalsIgnoreCase(allowed)) {
            throw new NotAllowedException();
        }
        String rate = exchange.getMessage().getHeader(ALLOWED_RATE, String.class);
        if (rate != null && rate.matches("[1-9]\\d{0,6}")) {
            endpoint.allow(Integer.parseInt(rate));
        }
        agreed = true;
    }

    /** Makes the message the delivery: the event in CloudEvents' binary mode, signed with the time of this attempt. */
    public void prepare(Exchange exchange) {
        Message delivery = exchange.getProperty(EVENT, Message.class).copy();
        exchange.setMessage(delivery);
        // What another HTTP endpoint left in the message must not change where this one posts to.
        delivery.removeHeaders("CamelHttp*");
        delivery.removeHeaders("CamelRestHttp*");
        delivery.setHeader(Exchange.HTTP_URI, url);
        CloudEventHeaders.set(delivery);
        if (exchange.getProperty(REPLAY) != null) {
            delivery.setHeader("ce-replayed", "true");
        }
        if (!settings.origin().isEmpty()) {
            delivery.setHeader(REQUEST_ORIGIN, settings.origin());
        }
        byte[] body = Optional.ofNullable(delivery.getBody(byte[].class)).orElse(new byte[0]);
        delivery.setBody(body);
        long timestamp = webhooks.clock().instant().getEpochSecond();
        delivery.setHeader("webhook-id", id(exchange));
        delivery.setHeader("webhook-timestamp", Long.toString(timestamp));
        if (!settings.secrets().isEmpty()) {
            delivery.setHeader(
                    "webhook-signature", WebhookSecret.signatures(settings.secrets(), id(exchange), timestamp, body));
        }
    }

    /** The receiver has taken the event. */
    public void succeeded(Exchange exchange) {
        endpoint.succeeded();
        webhooks.attempts().forget(endpoint.name(), id(exchange));
        giveBack(exchange);
    }

    /**
     * The request has failed, or was not made.
     *
     * @throws WebhookRefusal if it is to be tried again; otherwise the event is a dead letter now
     */
    public void failed(Exchange exchange) throws WebhookRefusal {
        giveBack(exchange);
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure instanceof WebhookRefusal refusal) {
            throw later(exchange, refusal);
        }
        var answer = WebhookAnswer.of(failure, webhooks.clock());
        answer.tell(endpoint, failure);
        if (exchange.getProperty(REPLAY) != null) {
            throw new WebhookRefusal("webhook %s: %s".formatted(endpoint.name(), answer.reason()), 0);
        }
        RetrySchedule schedule = settings.schedule();
        Attempts.Made made = webhooks.attempts().count(endpoint.name(), id(exchange));
        Duration age = Duration.between(made.first(), webhooks.clock().instant());
        if (!answer.isGone() && schedule.isOver(made.count(), age)) {
            giveUp(exchange, made, answer.reason());
            return;
        }
        long wait = webhooks.jitter().within(schedule.waitAfter(made.count()));
        long asked = answer.retryAfter().map(webhooks.jitter()::beyond).orElse(0L);
        throw later(
                exchange,
                new WebhookRefusal(
                        "webhook %s: %s; attempt %d of %d"
                                .formatted(endpoint.name(), answer.reason(), made.count(), schedule.attempts()),
                        Math.max(wait, asked)));
    }

    private void giveUp(Exchange exchange, Attempts.Made made, String reason) {
        Instant now = webhooks.clock().instant();
        webhooks.deadLetters()
                .add(DeadLetter.of(
                        exchange.getMessage(),
                        new DeadLetter.Failure(
                                endpoint.name(), parentRouteId, reason, made.count(), made.first(), now)));
        webhooks.attempts().forget(endpoint.name(), id(exchange));
        LOG.warn(
                "webhook {}: {} after {} attempts; {} is a dead letter",
                endpoint.name(),
                reason,
                made.count(),
                id(exchange));
    }

    private static WebhookRefusal later(Exchange exchange, WebhookRefusal refusal) {
        exchange.setProperty(RETRY_AFTER, refusal.retryAfterMillis());
        return refusal;
    }

    // What follows in the route, and who handles its failures, goes on with the event and not with the answer to it.
    private static void giveBack(Exchange exchange) {
        exchange.setMessage(exchange.getProperty(EVENT, Message.class));
    }

    private static String id(Exchange exchange) {
        String known = exchange.getProperty(EVENT_ID, String.class);
        if (known == null) {
            // What is no event has the same id at each attempt, too.
            known = exchange.getMessage().getHeader(CloudEventHeaders.ID, exchange.getExchangeId(), String.class);
            exchange.setProperty(EVENT_ID, known);
        }
        return known;
    }

    WebhookEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public String name() {
        return endpoint.name();
    }

    @Override
    public String parentRouteId() {
        return parentRouteId;
    }

    @Override
    public String routeId() {
        return routeId;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
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

    public void setParentRouteId(String parentRouteId) {
        this.parentRouteId = parentRouteId;
    }

    public void setRouteId(String routeId) {
        this.routeId = routeId;
    }
}
