package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class RouteMetersTest {

    @Test
    void countsAsCamelsOwnPolicyDoes() throws Exception {
        Map<String, Double> ofCamel = counted(false);
        Map<String, Double> own = counted(true);

        assertThat(own).isEqualTo(ofCamel);
        assertThat(own.values()).contains(4.0, 3.0, 1.0, 0.0);
    }

    @Test
    void aRouteThatIsRemovedHasNoMeters() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        CamelContext context = context(registry, true);
        try {
            context.getRouteController().stopRoute("work");
            context.removeRoute("work");
        } finally {
            context.stop();
        }

        assertThat(registry.getMeters()).isEmpty();
    }

    // Two exchanges that end well, one whose failure is handled, and one that fails.
    private static Map<String, Double> counted(boolean own) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        CamelContext context = context(registry, own);
        try {
            ProducerTemplate producer = context.createProducerTemplate();
            producer.sendBody("direct:work", "fine");
            producer.sendBody("direct:work", "fine");
            producer.sendBody("direct:work", "handled");
            assertThatThrownBy(() -> producer.sendBody("direct:work", "failed"))
                    .isInstanceOf(CamelExecutionException.class);
            return values(registry);
        } finally {
            context.stop();
        }
    }

    private static CamelContext context(MeterRegistry registry, boolean own) throws Exception {
        var context = new DefaultCamelContext();
        context.getCamelContextExtension().setName("metered");
        var factory = new MicrometerRoutePolicyFactory();
        factory.setMeterRegistry(registry);
        factory.getPolicyConfiguration().setContextEnabled(false);
        context.addRoutePolicyFactory(factory);
        if (own) {
            context.addLifecycleStrategy(new ReadMetrics());
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalArgumentException.class).handled(true);
                from("direct:work")
                        .routeId("work")
                        .choice()
                        .when(body().isEqualTo("handled"))
                        .throwException(new IllegalArgumentException())
                        .when(body().isEqualTo("failed"))
                        .throwException(new IllegalStateException());
            }
        });
        context.start();
        assertThat(context.getRoute("work").getRoutePolicyList())
                .singleElement()
                .satisfies(policy -> assertThat(policy instanceof RouteMeters).isEqualTo(own));
        return context;
    }

    private static Map<String, Double> values(MeterRegistry registry) {
        var values = new TreeMap<String, Double>();
        registry.getMeters().forEach(meter -> {
            String name = meter.getId() + " " + meter.getId().getDescription();
            if (meter instanceof Counter counter) {
                values.put(name, counter.count());
            } else if (meter instanceof Timer timer) {
                values.put(name, (double) timer.count());
            }
        });
        return values;
    }
}
