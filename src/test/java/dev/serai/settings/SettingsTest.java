package dev.serai.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.serai.fixture.process.ServiceLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    Path directory;

    @Test
    void withoutAnythingSetTheDefaultsHold() {
        Settings settings = Settings.of(Map.of("PATH", "/bin", "SERAIX", "1"));
        assertThat(settings.locations()).isEqualTo("classpath:application.properties");
        assertThat(settings.overrides()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SERAI_CLUSTER, serai.cluster",
        "SERAI_CACHE_RESOURCES, serai.cache.resources",
        "SERAI_WRITES_PER_SECOND, serai.writes.per-second",
        "SERAI_AUTH_ALLOW_ANONYMOUS, serai.auth.allow-anonymous",
        "CAMEL_SERVER_PORT, camel.server.port",
        "CAMEL_SERVER_MAX_BODY_SIZE, camel.server.maxBodySize"
    })
    void aVariableSetsTheKeyOfItsName(String variable, String key) {
        assertThat(Settings.of(Map.of(variable, "7")).overrides()).containsExactly(Map.entry(key, "7"));
    }

    @Test
    void theFileComesBeforeTheDefaults() throws IOException {
        Path file = file("serai.cluster=demo\ncamel.anything=1\n");
        assertThat(Settings.of(Map.of("SERAI_CONFIG", file.toString())).locations())
                .isEqualTo("file:%s,classpath:application.properties", file);
    }

    @Test
    void theEnvironmentBeatsTheFileAndTheFileTheDefaults() throws Exception {
        Path file = file("""
            serai.cache.resources=of-the-file
            serai.events.resources=of-the-file
            camel.server.port=1
            camel.main.name=of-the-file
            """);
        Settings settings = Settings.of(Map.of(
                "SERAI_CONFIG",
                file.toString(),
                "SERAI_CACHE_RESOURCES",
                "of-the-environment",
                "CAMEL_SERVER_PORT",
                "2"));
        var main = new Main();
        main.setPropertyPlaceholderLocations(settings.locations());
        settings.overrides().forEach(main::addOverrideProperty);
        main.addOverrideProperty("camel.main.routesIncludePattern", "false");
        main.addOverrideProperty("camel.server.enabled", "false");
        main.addOverrideProperty("camel.management.enabled", "false");
        main.addOverrideProperty("camel.metrics.enabled", "false");
        main.start();
        try {
            CamelContext context = main.getCamelContext();
            assertThat(value(context, "serai.cache.resources")).isEqualTo("of-the-environment");
            assertThat(value(context, "camel.server.port")).isEqualTo("2");
            assertThat(value(context, "serai.events.resources")).isEqualTo("of-the-file");
            assertThat(context.getName()).isEqualTo("of-the-file");
            assertThat(value(context, "serai.writes.per-second")).isEqualTo("50");
        } finally {
            main.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SERAI_CACHE_RESOURCE, pods, SERAI_CACHE_RESOURCES",
        "SERAI_EVENTS_KAFKA_BROKER, tcp://10.0.0.1:80, SERAI_EVENTS_KAFKA_BROKERS",
        "SERAI_WRITES_PORT, 8080, SERAI_AUTHZ_MODE",
        "SERAI_CASHE_RESOURCES, pods, SERAI_CACHE_RESOURCES"
    })
    void anUnknownVariableIsRefusedWithTheNearestName(String variable, String value, String nearest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(Map.of(variable, value)))
                .withMessage("unknown setting %s; did you mean %s?", variable, nearest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serai", "serai-management", "serai-config", "serai-0", "camel-server", "camel-management"})
    void whatTheKubeletSetsForAServiceIsNoSetting(String service) {
        assertThat(Settings.of(ServiceLinks.of(service, Map.of("http", 80, "metrics-2", 9876)))
                        .overrides())
                .isEmpty();
    }

    @Test
    void aSettingNamedLikeAServiceStillHolds() {
        assertThat(Settings.of(Map.of("CAMEL_SERVER_PORT", "8081")).overrides())
                .containsExactly(Map.entry("camel.server.port", "8081"));
    }

    @Test
    void anUnknownKeyOfTheFileIsRefusedWithTheNearestName() throws IOException {
        Path file = file("serai.writes.persecond=5\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(Map.of("SERAI_CONFIG", file.toString())))
                .withMessage(
                        "unknown setting serai.writes.persecond in %s; did you mean serai.writes.per-second?", file);
    }

    @Test
    void aFileThatCannotBeReadIsRefused() {
        Path missing = directory.resolve("missing.properties");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(Map.of("SERAI_CONFIG", missing.toString())))
                .withMessage("SERAI_CONFIG names '%s', which cannot be read", missing);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("serai.properties"), content);
    }

    private static String value(CamelContext context, String key) {
        return context.resolvePropertyPlaceholders("{{" + key + "}}");
    }
}
