package dev.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

    private final KafkaConfiguration component = new KafkaConfiguration();

    @Test
    void theConnectionIsTheComponents() {
        component.setBrokers("other:9092");
        component.setSecurityProtocol("SASL_SSL");
        component.setSaslMechanism("SCRAM-SHA-512");
        component.setSaslJaasConfig("ScramLoginModule required;");
        component.setSslTruststoreLocation("/etc/kafka/ca.p12");
        component.setSslTruststorePassword("secret");
        component.setSslTruststoreType("PKCS12");
        component.setSslKeystoreLocation("/etc/kafka/serai.p12");
        component.setSslEndpointAlgorithm("https");
        component.setAdditionalProperties(Map.of("sasl.login.callback.handler.class", "team.Handler"));

        assertThat(new KafkaClients(() -> component).connection("kafka:9093"))
                .containsEntry("bootstrap.servers", "kafka:9093")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("sasl.jaas.config", "ScramLoginModule required;")
                .containsEntry("sasl.login.callback.handler.class", "team.Handler")
                .containsEntry("ssl.truststore.location", "/etc/kafka/ca.p12")
                .containsEntry("ssl.truststore.password", "secret")
                .containsEntry("ssl.truststore.type", "PKCS12")
                .containsEntry("ssl.keystore.location", "/etc/kafka/serai.p12")
                .containsEntry("ssl.endpoint.identification.algorithm", "https");
    }

    @Test
    void whatIsNotAboutTheConnectionIsNot() {
        component.setRequestTimeoutMs(1);
        component.setEnableIdempotence(false);
        component.setRequestRequiredAcks("0");
        component.setAdditionalProperties(Map.of("transactional.id", "theirs"));

        assertThat(new KafkaClients(() -> component).connection("kafka:9093"))
                .doesNotContainKeys("request.timeout.ms", "enable.idempotence", "acks", "transactional.id", "retries");
    }
}
