package dev.serai.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggedCauseTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST https://me:hush@hooks.example.com:8443/in failed",
                "POST https://hush@hooks.example.com/in failed",
                "POST https://me:a@hush@hooks.example.com/in failed",
                "https://hooks.example.com/services/T0/B0/hush: refused",
                "https://hooks.example.com/in?token=hush",
                "uri kamelet:signed-webhook-sink?url=RAW(https://x/hush)&secret=RAW(whsec_hush hush)",
                "kafka:events?brokers=b:9092&saslJaasConfig=hush",
                "in /in?a=b&key=hush",
                "secret whsec_hush is none",
                "key whsk_hush/+=",
                "Authorization: Bearer hush.hush-hush",
                "Authorization: hush",
                "header authorization=\"hush hush\"",
                "Basic hushhush==",
                "token eyJhbGciOi.hush.hush",
                "org.apache.kafka...PlainLoginModule required username=\"u\" password=\"hush\";",
                "sasl.password=hush, user=u",
                "ssl.keystore.password: hush",
                "{\"client_secret\":\"hush\"}",
                "apiKey=hush"
            })
    void whatMayBeSecretIsTakenOut(String message) {
        assertThat(LoggedCause.of(new IOException("sent", new IllegalStateException(message))))
                .startsWith("java.io.IOException: sent; caused by java.lang.IllegalStateException: ")
                .doesNotContain("hush");
    }

    @Test
    void whatHelpsIsLeft() {
        assertThat(LoggedCause.withoutSecrets("https://me:pw@hooks.example.com:8443/in: Connection refused"))
                .isEqualTo("https://hooks.example.com:8443 Connection refused");
        assertThat(LoggedCause.withoutSecrets("topic events-1: record of 1048577 bytes, limit 1048576"))
                .isEqualTo("topic events-1: record of 1048577 bytes, limit 1048576");
    }

    @Test
    void itIsOneLineOfBoundedLength() {
        assertThat(LoggedCause.withoutSecrets("a\r\nb")).isEqualTo("a b");
        assertThat(LoggedCause.withoutSecrets("x".repeat(100_000))).hasSizeLessThan(2_000);
        var itself = new IOException("outer");
        itself.initCause(new IOException("inner", itself));
        assertThat(LoggedCause.of(itself)).hasSizeLessThan(2_000);
        assertThat(LoggedCause.of(null)).isEqualTo("no exception");
    }
}
