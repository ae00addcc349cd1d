package dev.serai.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.process.LogLines;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The message of an exception may hold a secret: it is told at DEBUG only, without what may be one. */
class UnexpectedFailureTest {

    private static final Logger LOG = LoggerFactory.getLogger(UnexpectedFailureTest.class);

    private final Exception failure = new IllegalStateException("password=hush of {} is wrong");

    @AfterEach
    void restore() {
        Configurator.setLevel(LOG.getName(), Level.INFO);
    }

    @Test
    void itIsToldWithItsClassAndWhereItWasThrown() {
        try (var log = LogLines.of(LOG.getName())) {
            UnexpectedFailure.log(LOG, failure, "{} of {} failed", "GET", "/a{}b");

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("GET of /a{}b failed: java.lang.IllegalStateException")
                    .contains("\tat " + UnexpectedFailureTest.class.getName())
                    .doesNotContain("hush");
        }
    }

    @Test
    void atDebugItIsToldWithItsMessage() {
        Configurator.setLevel(LOG.getName(), Level.DEBUG);
        try (var log = LogLines.of(LOG.getName())) {
            UnexpectedFailure.log(LOG, failure, "it failed");

            assertThat(log.lines())
                    .hasSize(2)
                    .last()
                    .isEqualTo("it failed: java.lang.IllegalStateException: password=*** of {} is wrong");
        }
    }
}
