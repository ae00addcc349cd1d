package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.process.TestClock;
import dev.serai.sink.SinkContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeWatchSourceTest {

    private final Map<String, Object> options = new HashMap<>();

    @Test
    void whatIsAskedForIsPassedOnAndARefusalComesBackToKubeWatch(@TempDir Path data) throws Exception {
        try (var serai = new SinkContext(data, new TestClock())) {
            serai.camel().addComponent("kube-watch", new StandIn());
            serai.load("r.yaml", """
                    - route:
                        id: mine
                        from:
                          uri: kamelet:kube-watch-source?subscription=mine&changes=restarted
                          steps:
                            - setProperty: { name: CamelKubeWatchRetryAfterMillis, constant: "7" }
                            - throwException: { exceptionType: java.lang.IllegalStateException, message: "no" }
                    """);

            Exchange sent = serai.camel().createProducerTemplate().send("kube-watch:pods", event -> event.getMessage()
                    .setBody("{}"));

            assertThat(options).isEqualTo(Map.of("subscription", "mine", "changes", "restarted"));
            assertThat(sent.getException()).isInstanceOf(IllegalStateException.class);
            assertThat(sent.getProperty("CamelKubeWatchRetryAfterMillis", Long.class))
                    .isEqualTo(7);
        }
    }

    /** A {@code kube-watch:} that a test sends events into, and that takes any option. */
    private final class StandIn extends DirectComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                throws Exception {
            options.putAll(parameters);
            parameters.clear();
            return super.createEndpoint(uri, remaining, parameters);
        }
    }
}
