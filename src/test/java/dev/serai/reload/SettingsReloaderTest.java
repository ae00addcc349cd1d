package dev.serai.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.process.LogLines;
import dev.serai.limit.WriteLimitsConfiguration;
import dev.serai.settings.Configuration;
import dev.serai.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReloaderTest {

    private static final Duration BUSY_MACHINE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<WriteLimitsConfiguration> taken = new CopyOnWriteArrayList<>();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final LogLines log = LogLines.of(SettingsReloader.class.getName());
    private Path file;

    @BeforeEach
    void start() throws Exception {
        file = directory.resolve("serai.properties");
        write("serai.writes.per-second=7\n");
        Settings settings = Settings.of(Map.of("SERAI_CONFIG", file.toString(), "SERAI_WRITES_IN_FLIGHT", "9"));
        context.start();
        context.addService(
                new SettingsReloader(context, settings, changed -> taken.add(Configuration.writes(changed))));
    }

    @AfterEach
    void stop() throws IOException {
        context.close();
        log.close();
    }

    @Test
    void whatIsChangedHoldsSoonAndTheEnvironmentKeepsTheLastWord() throws IOException {
        assertThat(taken).containsExactly(new WriteLimitsConfiguration(7, 50, 9));
        write("serai.writes.per-second=8\nserai.writes.in-flight=1\n");
        await().atMost(BUSY_MACHINE)
                .untilAsserted(() -> assertThat(taken).last().isEqualTo(new WriteLimitsConfiguration(8, 50, 9)));
        assertThat(log.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "serai.writes.per-second=many, serai.writes.per-second is 'many'",
        "serai.writes.per-second=0, serai.writes.per-second is 0",
        "serai.writes.persecond=5, unknown setting serai.writes.persecond",
        "serai.writes.per-second=\\u00zz, Malformed"
    })
    void whatIsWrongIsNamedAndChangesNothingUntilItIsMended(String wrong, String named) throws IOException {
        write(wrong + "\n");
        await().atMost(BUSY_MACHINE)
                .untilAsserted(() -> assertThat(log.text()).contains(file.toString(), "what was set stays", named));
        assertThat(taken).hasSize(1);
        write("serai.writes.per-second=8\n");
        await().atMost(BUSY_MACHINE)
                .untilAsserted(() -> assertThat(taken).last().isEqualTo(new WriteLimitsConfiguration(8, 50, 9)));
        // Once, not with every look.
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void whatHoldsAfterARestartOnlyIsNamed() throws IOException {
        write("serai.writes.per-second=8\nserai.cache.history=5\ncamel.server.port=1\n");
        await().atMost(BUSY_MACHINE).untilAsserted(() -> assertThat(log.text())
                .contains("changes [camel.server.port, serai.cache.history], which hold after a restart only"));
        assertThat(taken).last().isEqualTo(new WriteLimitsConfiguration(8, 50, 9));
    }

    @Test
    void aFileThatIsGoneForAWhileChangesNothing() throws IOException {
        Files.delete(file);
        await().atMost(BUSY_MACHINE)
                .untilAsserted(() -> assertThat(log.text()).contains("cannot be read; what was set stays"));
        assertThat(taken).hasSize(1);
        write("serai.writes.per-second=8\n");
        await().atMost(BUSY_MACHINE).until(() -> taken.size() == 2);
    }

    private void write(String content) throws IOException {
        Path part = Files.writeString(directory.resolve("part"), content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
