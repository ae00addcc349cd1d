package dev.serai.event.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerConfigurationTest {

    private static final Path DATA = Path.of("data");

    @Test
    void aFileIsWhereItIsSaidToBe() {
        assertThat(LedgerConfiguration.parse("file:/var/lib/serai", "", DATA))
                .isEqualTo(new LedgerConfiguration("", "", Path.of("/var/lib/serai")));
    }

    @Test
    void aTopicHasBrokersOfItsOwnOrThoseOfTheEvents() {
        assertThat(LedgerConfiguration.parse("kafka:ledger", "a:1", DATA))
                .isEqualTo(new LedgerConfiguration("ledger", "a:1", DATA));
        assertThat(LedgerConfiguration.parse("kafka:ledger?brokers=b:2,c:3", "a:1", DATA))
                .isEqualTo(new LedgerConfiguration("ledger", "b:2,c:3", DATA));
        assertThatThrownBy(() -> LedgerConfiguration.parse("kafka:ledger", "", DATA))
                .hasMessageContaining("serai.events.kafka.brokers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ledger", "file:", "kafka:", "kafka:a?broker=b:1", "redis:a"})
    void anythingElseIsAClearError(String setting) {
        assertThatThrownBy(() -> LedgerConfiguration.parse(setting, "a:1", DATA))
                .hasMessage("serai.ledger is '%s'; it is file:<directory> or kafka:<topic>", setting);
    }
}
