package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.event.delivery.EventSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused when a route starts. */
class KubeWatchOptionsTest extends KubeWatchTestSupport {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    events=created              | kube-watch: events: 'created' is none of added, modified, deleted
                    changes=ready,rebooted      | kube-watch: changes: 'rebooted' is none of scheduled, image-pull-failed,
                    labelSelector=a=b=c         | kube-watch: labelSelector: 'a=b=c' is none, such as app=web,tier in (a,b):
                    fieldSelector=spec.x=1      | kube-watch: fieldSelector: 'spec.x=1' cannot be answered for pods; metadata.name
                    lanes=0                     | kube-watch: lanes: 0 is too few; 1 or more
                    """)
    void aBadOptionIsAClearErrorAtTheStart(String option, String error) {
        assertThatThrownBy(() -> addRoute("orders", "kube-watch:pods?" + option))
                .rootCause()
                .hasMessageStartingWith(error);
    }

    @Test
    void aResourceThatIsNotCachedIsAClearError() {
        assertThatThrownBy(() -> addRoute("orders", "kube-watch:pods,deployments.apps"))
                .rootCause()
                .hasMessage("kube-watch:pods,deployments.apps: deployments.apps is not cached;"
                        + " add it to serai.cache.resources");
    }

    @Test
    void anOptionThatDoesNotExistIsAClearError() {
        assertThatThrownBy(() -> addRoute("orders", "kube-watch:pods?namespace=shop"))
                .hasStackTraceContaining("namespace=shop");
    }

    @Test
    void nothingIsSentToIt() {
        assertThatThrownBy(() -> context.getEndpoint("kube-watch:pods").createProducer())
                .hasMessage("kube-watch: only receives; to change an object send it to kubernetes-pods:");
    }

    @Test
    void withoutAnIdentityTheSourceHasToBeSet() {
        assertThatThrownBy(() -> new EventSource("", client).get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("kube-system")
                .hasMessageContaining("serai.events.source");
    }
}
