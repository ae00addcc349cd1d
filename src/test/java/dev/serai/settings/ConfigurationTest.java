package dev.serai.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kube.GroupResource;
import dev.serai.limit.WriteLimitsConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

    private static final Pattern REFERENCE = Pattern.compile("\\{\\{([^}]*)}}");

    @Test
    void whatIsShippedIsOneTree() throws IOException {
        Configuration shipped = Configuration.parse(values(Map.of()));

        assertThat(shipped.cluster().isDemo()).isFalse();
        assertThat(shipped.cache().resources()).containsExactly(GroupResource.PODS);
        assertThat(shipped.data()).isEqualTo(Path.of("./data"));
        assertThat(shipped.teamRoutes()).isEmpty();
        assertThat(shipped.ports()).isEqualTo(new Configuration.Ports(8080, 9876));
        assertThat(shipped.tls().isOn()).isFalse();
        assertThat(shipped.corsOrigins().isEmpty()).isTrue();
        assertThat(shipped.events().lease()).isEmpty();
        assertThat(shipped.events().ledger().isShared()).isFalse();
    }

    @Test
    void theLimitsOfWritesAreReadAlone() throws IOException {
        SettingValues values = values(Map.of(
                "serai.writes.per-second", " 7 ",
                "serai.writes.per-caller-per-second", "3",
                "serai.writes.in-flight", "2"));

        assertThat(Configuration.writes(values))
                .isEqualTo(new WriteLimitsConfiguration(7, 3, 2))
                .isEqualTo(Configuration.parse(values).limits().writes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            serai.cluster                  | prod        | serai.cluster is 'prod'
            serai.cache.allow-secrets      | yes         | serai.cache.allow-secrets is 'yes'; it is true or false
            serai.cache.history            | many        | serai.cache.history is 'many'; it is a whole number
            serai.reads.streams            | 0           | serai.reads.streams is 0
            serai.writes.in-flight         | 1000        | serai.writes.in-flight
            serai.limits.url-bytes         | 1           | serai.limits.url-bytes is '1'
            serai.limits.json-depth        | 2           | serai.limits.json-depth is '2'
            serai.limits.connections       | 0           | serai.limits.connections is 0
            serai.limits.idle-seconds      | 0           | serai.limits.idle-seconds is 0
            serai.limits.request-seconds   | 0           | serai.limits.request-seconds is 0
            serai.limits.watches-per-caller | 0          | serai.limits.watches-per-caller is 0
            serai.limits.list-bytes-in-flight | 1        | serai.limits.list-bytes-in-flight is 1
            serai.node                     | Worker 1    | serai.node is 'Worker 1'; it is the name of a node
            serai.events.resources         | jobs.batch  | serai.events.resources names jobs.batch
            serai.events.lease             | serai       | serai.events.lease is set
            serai.events.webhook.timeout   | soon        | serai.events.webhook.timeout is 'soon'
            serai.events.dead-letters.most | -1          | serai.events.dead-letters.most is -1
            serai.ledger                   | redis:6379  | serai.ledger is 'redis:6379'
            serai.tls.certificate          | tls.crt     | serai.tls.certificate is 'tls.crt' and serai.tls.key is empty
            serai.cors.origins             | null        | serai.cors.origins names 'null'
            camel.server.host              | 0.0.0.0     | camel.server.host is '0.0.0.0'
            camel.management.host          | 0.0.0.0     | camel.management.host is '0.0.0.0'
            camel.server.path              | /base       | camel.server.path is '/base'; it is /
            camel.server.authenticationEnabled     | true | camel.server.authenticationEnabled is 'true'
            camel.management.authenticationEnabled | true | camel.management.authenticationEnabled is 'true'
            serai.auth.mode                | basic       | serai.auth.mode
            serai.auth.mode                | certificate | serai.tls.client-ca is empty
            serai.authz.mode               | rbac        | serai.authz.mode is 'rbac'
            serai.auth.filter-lists        | some        | serai.auth.filter-lists is 'some'; it is true or false
            serai.auth.cache-seconds       | 0           | serai.auth.cache-seconds is 0
            """)
    void whatIsWrongIsNamedBeforeAnythingIsOpened(String key, String value, String message) throws IOException {
        SettingValues values = values(Map.of(key, value));

        assertThatThrownBy(() -> Configuration.parse(values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aNodesSeraiPublishesForItselfAlone() throws IOException {
        SettingValues leased = values(Map.of(
                "serai.node", "n1", "serai.events.lease", "one", "serai.ledger", "kafka:n1?brokers=localhost:9092"));
        SettingValues shared = values(Map.of("serai.node", "n1", "serai.ledger", "kafka:all?brokers=localhost:9092"));
        SettingValues own = values(Map.of("serai.node", "n1", "serai.ledger", "kafka:all-n1?brokers=localhost:9092"));

        assertThatThrownBy(() -> Configuration.parse(leased))
                .hasMessageStartingWith("serai.events.lease is 'one' and serai.node is 'n1'");
        assertThatThrownBy(() -> Configuration.parse(shared))
                .hasMessageStartingWith("serai.ledger is 'kafka:all' and serai.node is 'n1'")
                .hasMessageEndingWith("kafka:all-n1");
        assertThat(Configuration.parse(own).cache().node()).isEqualTo("n1");
    }

    @Test
    void aKeyThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> SettingValues.of(Map.of()).number("serai.writes.in-flight"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("serai.writes.in-flight is not set");
    }

    private static SettingValues values(Map<String, String> changed) throws IOException {
        var shipped = new Properties();
        try (InputStream in = Configuration.class.getResourceAsStream("/application.properties")) {
            shipped.load(in);
        }
        var all = new HashMap<String, String>();
        shipped.stringPropertyNames().forEach(key -> all.put(key, shipped.getProperty(key)));
        all.putAll(changed);
        all.put("camel.component.kafka.brokers:", "");
        return new SettingValues(key -> resolve(all, all.get(key)));
    }

    // As Camel does: a value may name another key.
    private static String resolve(Map<String, String> all, String value) {
        return value == null
                ? null
                : REFERENCE.matcher(value).replaceAll(found -> all.getOrDefault(found.group(1), ""));
    }
}
