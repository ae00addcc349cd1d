package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.settings.SettingValues;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class StartSummaryTest {

    private static Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        for (String key : new String[] {
            "serai.routes.directory", "serai.events.webhook.url", "serai.events.lease", "serai.prepull.lease",
            "serai.node", "serai.cors.origins", "serai.tls.certificate", "serai.events.kafka.brokers"
        }) {
            settings.put(key, "");
        }
        settings.putAll(Map.of(
                "serai.auth.mode", "none",
                "serai.cluster", "auto",
                "serai.cache.resources", "pods,jobs.batch",
                "camel.server.host", "127.0.0.1",
                "camel.server.port", "8080",
                "camel.management.host", "::1",
                "camel.management.port", "9876"));
        return settings;
    }

    @Test
    void itSaysWhereSeraiListensAndWhatIsCachedAndOff() throws Exception {
        try (var context = new DefaultCamelContext()) {
            assertThat(new StartSummary(SettingValues.of(settings())).lines(context))
                    .containsExactly(
                            "listens on http://127.0.0.1:8080; health, metrics and management on http://[::1]:9876/observe",
                            "caches pods,jobs.batch of the cluster 'auto'",
                            "off: serai.auth.mode, serai.tls.certificate, serai.routes.directory,"
                                    + " serai.events.webhook.url, serai.events.kafka.brokers, serai.events.lease,"
                                    + " serai.prepull.lease, serai.node, serai.cors.origins");
        }
    }

    @Test
    void whatIsOnIsNotOff() throws Exception {
        Map<String, String> settings = settings();
        settings.put("serai.tls.certificate", "tls.crt");
        settings.put("serai.auth.mode", "oidc");
        try (var context = new DefaultCamelContext()) {
            assertThat(new StartSummary(SettingValues.of(settings)).lines(context))
                    .anyMatch(line -> line.startsWith("listens on https://127.0.0.1:8080;"))
                    .noneMatch(line -> line.contains("serai.tls.certificate") || line.contains("serai.auth.mode"));
        }
    }

    @Test
    void routesAreToldByWhatTheyDo() throws Exception {
        try (var context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:b").routeId("second").log("b");
                    from("direct:a").routeId("first").log("a");
                    from("platform-http:/a?httpMethodRestrict=GET")
                            .routeId("reading")
                            .autoStartup(false)
                            .log("d");
                    from("platform-http:/b")
                            .routeId("writing")
                            .autoStartup(false)
                            .log("d");
                    from("timer:tick").routeId("ticking").log("c");
                }
            });
            context.start();
            assertThat(new StartSummary(SettingValues.of(settings())).lines(context))
                    .contains(
                            "routes that answer reads: reading /a (GET)", "routes that answer writes: writing /b (any)")
                    .contains("routes that others call: first, second", "routes that begin with timer: ticking");
        }
    }
}
