package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.process.TestClock;
import dev.serai.sink.SinkContext;
import java.nio.file.Path;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodChangesFilterTest {

    @Test
    void whatIsNotAskedForEndsTheRoute(@TempDir Path data) throws Exception {
        try (var serai = new SinkContext(data, new TestClock())) {
            serai.load("r.yaml", """
                    - route:
                        id: changes
                        from:
                          uri: direct:changes
                          steps:
                            - setHeader: { name: CamelKubeWatchChange, simple: "${header.CamelCloudEventID}" }
                            - to: kamelet:pod-changes-filter-action?changes=restarted,oomkilled
                            - to: mock:through
                    - route:
                        id: raw
                        from:
                          uri: direct:raw
                          steps:
                            - to: kamelet:pod-changes-filter-action?changes=restarted,oomkilled
                            - to: mock:through
                    """);
            MockEndpoint through = serai.camel().getEndpoint("mock:through", MockEndpoint.class);
            for (String change : new String[] {"restarted", "ready", "oomkilled", "unready", "start"}) {
                assertThat(serai.send("changes", change).getException()).isNull();
            }
            serai.send("raw", "added");
            assertThat(through.getExchanges())
                    .extracting(exchange -> exchange.getMessage().getHeader("CamelKubeWatchChange"))
                    .containsExactly("restarted", "oomkilled");
        }
    }
}
