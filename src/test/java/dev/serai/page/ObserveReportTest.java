package dev.serai.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.process.TestClock;
import dev.serai.health.ReasonsHealthCheck;
import dev.serai.limit.CallerBuckets;
import dev.serai.limit.CallerQuota;
import dev.serai.limit.WriteBulkhead;
import dev.serai.limit.WriteCircuitBreaker;
import dev.serai.limit.WriteLimits;
import dev.serai.limit.WriteLimitsConfiguration;
import dev.serai.rest.read.CachedPods;
import dev.serai.sink.deadletter.DeadLetter;
import dev.serai.sink.deadletter.FileDeadLetters;
import dev.serai.store.SinkStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObserveReportTest {

    private static final int LETTERS = 101;
    private static final String HOSTILE = "</script>\n\"<img>";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CachedPods pods = new CachedPods();
    private final TestClock clock = new TestClock();
    private final FileDeadLetters letters = new FileDeadLetters(SinkStore.inMemory(), 1_000);
    private final CallerQuota streams = new CallerQuota(10, 5);
    private ObservePage page;

    /** A subscription whose sink takes nothing. */
    private static final class Down extends ReasonsHealthCheck {
        Down() {
            super("kube-watch:orders", false);
        }

        @Override
        protected List<String> reasons() {
            return List.of(HOSTILE);
        }

        @Override
        protected void details(HealthCheckResultBuilder builder) {
            builder.detail("waiting", 3);
        }
    }

    @BeforeEach
    void start() throws Exception {
        var limits = new WriteLimits(
                new WriteLimitsConfiguration(50, 20, 7), new CallerBuckets(10, System::nanoTime), System::nanoTime);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:orders").routeId("orders").log("taken");
            }
        });
        context.start();
        var check = new Down();
        check.setCamelContext(context);
        HealthCheckRegistry.get(context).register(check);
        page = new ObservePage(
                new ObservePage.Shown(
                        pods.caches, streams, limits, new WriteBulkhead(limits), WriteCircuitBreaker.create(), letters),
                context,
                () -> meters,
                clock);
    }

    @AfterEach
    void stop() {
        page.close();
        context.stop();
        letters.close();
        pods.close();
    }

    @Test
    void whatSeraiKnowsIsInOneDocument() {
        pods.create("web");
        streams.take("a", 2);
        meters.counter("serai.writes", "verb", "create", "code", "201", "throttled", "false")
                .increment(4);
        meters.counter("serai.writes", "verb", "create", "code", "429", "throttled", "true")
                .increment(3);
        meters.counter("camel.exchanges.total", "routeId", "orders").increment(9);
        meters.counter("camel.exchanges.failed", "routeId", "orders").increment(2);
        Gauge.builder("serai.events.lag", () -> 12.345)
                .tag("subscription", "orders")
                .register(meters);

        JsonNode status = status();

        assertThat(status.path("time").asText()).isEqualTo(clock.instant().toString());
        assertThat(status.at("/resources/0/resource").asText()).isEqualTo("pods");
        assertThat(status.at("/resources/0/objects").asInt()).isEqualTo(1);
        assertThat(status.at("/resources/0/ready").asBoolean()).isTrue();
        assertThat(status.at("/resources/0/connected").asBoolean()).isTrue();
        assertThat(status.path("watchers").toString()).isEqualTo("{\"open\":2,\"most\":10}");
        assertThat(status.path("writes").toString())
                .isEqualTo("{\"perSecond\":50,\"perCallerPerSecond\":20,\"inFlight\":0,\"mostInFlight\":7,"
                        + "\"answered\":7,\"throttled\":3,\"breaker\":\"closed\"}");
        JsonNode subscription = status.at("/subscriptions/items/0");
        assertThat(subscription.path("name").asText()).isEqualTo("orders");
        assertThat(subscription.path("up").asBoolean()).isFalse();
        assertThat(subscription.path("waiting").asInt()).isEqualTo(3);
        assertThat(subscription.path("lagSeconds").asDouble()).isEqualTo(12.3);
        assertThat(subscription.path("problem").asText()).isEqualTo(HOSTILE);
        assertThat(status.path("problems"))
                .anySatisfy(
                        problem -> assertThat(problem.path("check").asText()).isEqualTo("kube-watch:orders"));
        assertThat(status.at("/routes/items/0").toString())
                .isEqualTo("{\"id\":\"orders\",\"state\":\"started\",\"exchanges\":9,\"failed\":2}");
        assertThat(status.at("/podChanges/0/name").asText()).isEqualTo("web");
        assertThat(status.at("/podChanges/0/type").asText()).isEqualTo("added");
    }

    @Test
    void ofManyDeadLettersTheOldestAreShown() {
        for (int i = 0; i < LETTERS; i++) {
            letters.add(letter(i));
        }

        JsonNode shown = status().path("deadLetters");

        assertThat(shown.path("items")).hasSize(LETTERS - 1);
        assertThat(shown.path("isMore").asBoolean()).isTrue();
        assertThat(shown.at("/items/0/id").asText()).isEqualTo("hook:0");
        assertThat(shown.at("/items/0/reason").asText()).isEqualTo(HOSTILE);
        assertThat(shown.toString()).doesNotContain("secret");

        letters.remove("hook:0");
        assertThat(status().path("deadLetters").path("isMore").asBoolean())
                .as("read again only a moment later")
                .isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(status().path("deadLetters").path("isMore").asBoolean()).isFalse();
    }

    private DeadLetter letter(int number) {
        return new DeadLetter(
                "hook:" + number,
                new DeadLetter.Failure("hook", "orders", HOSTILE, 2, clock.instant(), clock.instant()),
                Map.of("X", "secret"),
                new DeadLetter.Body("secret", null));
    }

    private JsonNode status() {
        var exchange = new DefaultExchange(context);
        page.status(exchange);
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        return PageJson.read(exchange.getMessage().getBody(byte[].class));
    }
}
