package dev.serai.sink.webhook;

import dev.serai.cloudevent.CloudEventHeaders;
import dev.serai.log.LoggedCause;
import dev.serai.sink.deadletter.DeadLetter;
import dev.serai.sink.deadletter.EventSink;
import dev.serai.sink.deadletter.UnsendableException;
import dev.serai.sink.http.WebhookCall;
import dev.serai.sink.http.WebhookClient;
import dev.serai.sink.http.WebhookRequest;
import dev.serai.sink.http.WebhookSlowException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
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
    public static final String REPLAY = "SeraiReplay";

    /** Exchange property: a {@code CompletionStage} that ends this wait before its time when it is done. */
    public static final String RETRY_WHEN = "CamelKubeWatchRetryWhen";

    /** Exchange property: how many lanes the consumer of the route has. */
    public static final String LANES = "CamelKubeWatchLanes";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookSink.class);
    private static final String EVENT = "SeraiWebhookEvent";
    private static final String CALL = "SeraiWebhookCall";
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
            parameter("longestWait"),
            parameter("requestTimeout"),
            parameter("ca"));

    private CamelContext context;
    private String url;
    private String secret = "";
    private String origin = "";
    private String attempts;
    private String giveUpAfter;
    private String longestWait;
    private String requestTimeout;
    private String ca = "";
    private String routeId;
    private String parentRouteId;
    private WebhookSettings settings;
    private WebhookRegistry webhooks;
    private WebhookEndpoint endpoint;
    private WebhookClient client;
    private WebhookRetry retry;
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
                new WebhookSettings.Texts(url, secret, origin, attempts, giveUpAfter, longestWait, requestTimeout, ca),
                NAMES);
        webhooks = context.getRegistry().lookupByNameAndType("webhooks", WebhookRegistry.class);
        endpoint = webhooks.endpoint(
                WebhookEndpoint.name(settings.url().uri().getHost(), url),
                settings.schedule().longestWait());
        client = webhooks.client(settings.authorities());
        retry = new WebhookRetry(endpoint, settings.schedule(), webhooks);
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
     * Asks for leave to make a request.
     *
     * @throws WebhookRefusal if none is to be made now
     */
    public void enter(Exchange exchange) throws WebhookRefusal {
        exchange.setProperty(EVENT, exchange.getMessage().copy());
        Integer lanes = exchange.getProperty(LANES, Integer.class);
        // Who has no lanes has none to lose.
        int share = lanes == null ? Integer.MAX_VALUE : webhooks.share(parentRouteId, lanes);
        exchange.setProperty(CALL, endpoint.enter(parentRouteId, share));
    }

    /** Whether the receiver has not agreed yet to be sent events: the handshake of CloudEvents' webhooks. */
    public boolean mustAsk() {
        return !agreed;
    }

    /**
     * Asks the receiver whether it wants to be sent events.
     *
     * @throws OriginNotAllowedException if it has not agreed
     * @throws WebhookStatusException if it answered with anything but success
     */
    public void ask(Exchange exchange) throws Exception {
        var question = new DefaultMessage(exchange);
        question.setHeader(REQUEST_ORIGIN, settings.origin());
        HttpResponse<Void> answer = send("OPTIONS", question, exchange);
        String allowed = answer.headers().firstValue(ALLOWED_ORIGIN).orElse(null);
        if (!"*".equals(allowed) && !settings.origin().equalsIgnoreCase(allowed)) {
            throw new OriginNotAllowedException();
        }
        answer.headers()
                .firstValue(ALLOWED_RATE)
                .filter(rate -> rate.matches("[1-9]\\d{0,6}"))
                .ifPresent(rate -> endpoint.allow(Integer.parseInt(rate)));
        agreed = true;
    }

    /**
     * Makes the message the delivery: the event in CloudEvents' binary mode, signed with the time of this attempt.
     *
     * @throws UnsendableException if what it holds cannot be made bytes
     */
    public void prepare(Exchange exchange) throws UnsendableException {
        Message delivery = exchange.getProperty(EVENT, Message.class).copy();
        exchange.setMessage(delivery);
        CloudEventHeaders.set(delivery);
        if (exchange.getProperty(REPLAY) != null) {
            delivery.setHeader("ce-replayed", "true");
        }
        if (!settings.origin().isEmpty()) {
            delivery.setHeader(REQUEST_ORIGIN, settings.origin());
        }
        byte[] body = bytes(delivery);
        delivery.setBody(body);
        long timestamp = webhooks.clock().instant().getEpochSecond();
        delivery.setHeader("webhook-id", id(exchange));
        delivery.setHeader("webhook-timestamp", Long.toString(timestamp));
        if (!settings.secrets().isEmpty()) {
            delivery.setHeader(
                    "webhook-signature", WebhookSecret.signatures(settings.secrets(), id(exchange), timestamp, body));
        }
    }

    /**
     * Posts what was prepared.
     *
     * @throws WebhookStatusException if the receiver answered with anything but success
     * @throws WebhookSlowException if it has not answered in time
     * @throws UnsendableException if it is nothing that can be sent
     */
    public void post(Exchange exchange) throws Exception {
        send("POST", exchange.getMessage(), exchange);
    }

    private HttpResponse<Void> send(String method, Message message, Exchange exchange)
            throws WebhookStatusException, WebhookSlowException, UnsendableException, ExecutionException {
        HttpRequest request = WebhookRequest.of(method, settings.url(), message, settings.timeout());
        HttpResponse<Void> answer =
                exchange.getProperty(CALL, WebhookCall.class).await(() -> client.send(request), settings.timeout());
        // Standard Webhooks: 2xx only is success.
        if (answer.statusCode() / 100 != 2) {
            throw new WebhookStatusException(
                    answer.statusCode(),
                    answer.headers().firstValue("Retry-After").orElse(null));
        }
        return answer;
    }

    private static byte[] bytes(Message delivery) throws UnsendableException {
        if (delivery.getBody() == null) {
            return new byte[0];
        }
        try {
            return delivery.getMandatoryBody(byte[].class);
        } catch (InvalidPayloadException | TypeConversionException e) {
            throw new UnsendableException("is a %s, of which no bytes can be made"
                    .formatted(delivery.getBody().getClass().getName()));
        }
    }

    /** The receiver has taken the event. */
    public void succeeded(Exchange exchange) {
        endpoint.succeeded(exchange.getProperty(CALL, WebhookCall.class));
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
        if (LOG.isDebugEnabled()) {
            LOG.debug("webhook {} has not taken {}: {}", endpoint.name(), id(exchange), LoggedCause.of(failure));
        }
        var answer = WebhookFailure.of(failure, webhooks.clock());
        endpoint.failed(exchange.getProperty(CALL, WebhookCall.class), answer);
        if (exchange.getProperty(REPLAY) != null) {
            throw new WebhookRefusal("webhook %s: %s".formatted(endpoint.name(), answer.reason()), 0, null);
        }
        DeliveryAttempts.Made made = retry.count(id(exchange), answer.fault());
        if (!retry.isOver(made, answer.fault())) {
            throw later(exchange, retry.later(made, answer));
        }
        webhooks.deadLetters()
                .add(DeadLetter.of(
                        exchange.getMessage(),
                        new DeadLetter.Failure(
                                endpoint.name(),
                                parentRouteId,
                                answer.reason(),
                                made.count(),
                                made.first(),
                                webhooks.clock().instant())));
        webhooks.attempts().forget(endpoint.name(), id(exchange));
        LOG.warn(
                "webhook {}: {} after {} attempts; {} is a dead letter",
                endpoint.name(),
                answer.reason(),
                made.count(),
                id(exchange));
    }

    private static WebhookRefusal later(Exchange exchange, WebhookRefusal refusal) {
        exchange.setProperty(RETRY_AFTER, refusal.retryAfterMillis());
        exchange.setProperty(RETRY_WHEN, refusal.recovery());
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

    public void setRequestTimeout(String requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public void setCa(String ca) {
        this.ca = ca;
    }

    public void setParentRouteId(String parentRouteId) {
        this.parentRouteId = parentRouteId;
    }

    public void setRouteId(String routeId) {
        this.routeId = routeId;
    }
}
