package dev.serai.prepull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ApiServerRefusal;
import dev.serai.kube.StatusException;
import dev.serai.log.UnexpectedFailure;
import dev.serai.prepull.plan.Action;
import dev.serai.prepull.plan.News;
import dev.serai.prepull.spec.ImagePrepull;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the routes of {@code routes/image-prepull.camel.yaml} call. One thread calls it. What a route leaves out is
 * planned again.
 */
public final class ImagePrepulls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ImagePrepulls.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ACTION = "SeraiPrepullAction";
    private static final String HEADER = "CamelSeraiPrepull";

    private final BooleanSupplier leads;
    private final WriteBudget budget;
    private final PrepullMetrics metrics;
    private final PrepullWork work;
    private final Clock clock;

    /**
     * What works off ImagePrepulls in this process.
     *
     * @param leads whether this replica is the one that works, at this moment
     * @param writesPerSecond how many writes there may be in all
     * @param meters is asked on demand; null for no metrics
     */
    public static ImagePrepulls of(
            PrepullConfiguration configuration,
            BooleanSupplier leads,
            IntSupplier writesPerSecond,
            KubernetesClient client,
            ApiServer apiServer,
            Supplier<@Nullable MeterRegistry> meters,
            Clock clock) {
        var metrics = new PrepullMetrics(meters);
        var work = new PrepullWork(
                () -> new WatchedCluster(client, clock), apiServer, configuration.planner(), metrics, clock);
        return new ImagePrepulls(leads, new WriteBudget(writesPerSecond, System::nanoTime), metrics, work, clock);
    }

    /** {@code leads} says whether this replica is the one that works, at this moment. */
    ImagePrepulls(BooleanSupplier leads, WriteBudget budget, PrepullMetrics metrics, PrepullWork work, Clock clock) {
        this.leads = leads;
        this.budget = budget;
        this.metrics = metrics;
        this.work = work;
        this.clock = clock;
    }

    /** What is to be written or told now, in order; nothing where another replica works. */
    public List<Object> plan() {
        if (!leads.getAsBoolean()) {
            work.close();
            return List.of();
        }
        try {
            return work.plan(budget.left());
        } catch (StatusException e) {
            LOG.debug("nothing could be planned: {}", e.getMessage());
        } catch (RuntimeException e) {
            UnexpectedFailure.log(LOG, e, "ImagePrepulls could not be planned");
        }
        return List.of();
    }

    /** Makes of one part of a plan the message for {@code direct:write}; of news, headers that tell of it. */
    public void request(Exchange exchange) {
        Message message = exchange.getMessage();
        Object part = message.getBody();
        exchange.setProperty(ACTION, part);
        if (part instanceof News news) {
            message.setHeader(HEADER + "Action", "news");
            tell(message, news);
        } else if (part instanceof Action action) {
            message.setHeader(HEADER + "Action", action.name());
            if (action instanceof Action.Pull pull) {
                name(message, pull.prepull());
                message.setHeader(HEADER + "Node", pull.node());
            }
            PrepullRequest.of(action, message);
        }
    }

    /** Makes of news the Kubernetes Event for {@code direct:write}. */
    public void event(Exchange exchange) {
        if (exchange.getProperty(ACTION) instanceof News news) {
            PrepullRequest.event(ObjectEvent.of(news, clock.instant()), exchange.getMessage());
        }
    }

    /** Whether a write may be sent: this replica works, and half of what may be written is left to callers. */
    public boolean mayWrite() {
        return leads.getAsBoolean() && budget.take();
    }

    /** The write was answered. */
    public void written(Exchange exchange) throws IOException {
        JsonNode answer = JSON.readTree(exchange.getMessage().getBody(byte[].class));
        Object part = exchange.getProperty(ACTION);
        if (part instanceof Action.Store store) {
            store.news().stream()
                    .filter(news -> news.took().compareTo(Duration.ZERO) > 0)
                    .forEach(news -> metrics.pulled(news.phase(), news.took()));
        }
        if (part instanceof Action action) {
            work.written(action, answer);
        }
    }

    /** The write was refused, or nobody knows whether it was made. */
    public void refused(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Object part = exchange.getProperty(ACTION);
        int code = failure instanceof ApiServerRefusal refusal ? refusal.getCode() : 0;
        if (part instanceof Action action) {
            work.refused(action, code, code == 0 ? "" : message((ApiServerRefusal) failure));
        }
        if (code == 404 || code == 409 || failure instanceof ThrottlerRejectedExecutionException) {
            return;
        }
        String what = part instanceof Action action ? action.name() : "event";
        LOG.warn(
                "ImagePrepulls: {} failed: {}",
                what,
                code == 0 ? failure.getClass().getSimpleName() : "the API server answered " + code);
    }

    @Override
    public void close() {
        work.close();
    }

    private static void tell(Message message, News news) {
        name(message, news.prepull());
        message.setHeader(HEADER + "Phase", news.phase());
        message.setHeader(HEADER + "Node", news.node());
        message.setHeader(HEADER + "Reason", news.reason());
        message.setHeader(HEADER + "Message", news.message());
        message.setHeader(HEADER + "Seconds", news.took().toSeconds());
        message.setBody(null);
    }

    private static void name(Message message, ImagePrepull prepull) {
        message.setHeader(HEADER + "Namespace", prepull.namespace());
        message.setHeader(HEADER + "Name", prepull.name());
    }

    private static String message(ApiServerRefusal refusal) {
        try {
            return JSON.readTree(refusal.answer().body()).path("message").asText();
        } catch (IOException e) {
            return "";
        }
    }
}
