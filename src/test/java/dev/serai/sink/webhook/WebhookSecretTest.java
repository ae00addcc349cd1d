package dev.serai.sink.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {

    private static final String OLD = secret("a secret of 24 characters".substring(0, 24));
    private static final String NEW = secret("another one, of 32 characters...");
    private static final String BODY = "{\"name\":\"é😀\"}";

    @Test
    void aReceiverWithTheReferenceLibraryAcceptsIt() {
        String signatures = sign(OLD);
        assertThatCode(() -> verify(OLD, signatures, BODY)).doesNotThrowAnyException();
        assertThatThrownBy(() -> verify(OLD, signatures, BODY + " ")).isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verify(NEW, signatures, BODY)).isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void whileSecretsAreReplacedReceiversWithEitherAcceptIt() {
        String signatures = sign(NEW + " " + OLD);
        assertThat(signatures.split(" ")).hasSize(2).allMatch(signature -> signature.startsWith("v1,"));
        assertThatCode(() -> verify(OLD, signatures, BODY)).doesNotThrowAnyException();
        assertThatCode(() -> verify(NEW, signatures, BODY)).doesNotThrowAnyException();
    }

    @Test
    void anAsymmetricSignatureIsThatOfTheSpecification() {
        var secrets = WebhookSecret.parseList(
                "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==");
        assertThat(WebhookSecret.signatures(
                        secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, bytes("{\"test\": 2432232314}")))
                .isEqualTo(
                        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==");
    }

    @Test
    void anAsymmetricSignatureIsVerifiedWithThePublicKeyAlone() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        String signatures = sign("whsk_" + Base64.getEncoder().encodeToString(seed) + " " + OLD);

        String asymmetric = signatures.split(" ")[0];
        assertThat(asymmetric).startsWith("v1a,");
        var verification = Signature.getInstance("Ed25519");
        verification.initVerify(pair.getPublic());
        verification.update(bytes("u-7-added." + now() + "." + BODY));
        assertThat(verification.verify(Base64.getDecoder().decode(asymmetric.substring(4))))
                .isTrue();
        // One who knows the symmetric one only passes the other over.
        assertThatCode(() -> verify(OLD, signatures, BODY)).doesNotThrowAnyException();
    }

    @Test
    void withoutSecretsNothingIsSigned() {
        assertThat(WebhookSecret.parseList(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_&&&&hush", "whsec_aHVzaA==", "whsk_aHVzaA=="})
    void whatIsNoSecretIsRefusedWithoutSayingWhatItIs(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookSecret.parseList(OLD + " " + secret))
                .withMessageMatching(".*(whsec_|whsk_).*")
                .matches(refusal -> !refusal.getMessage().contains(secret.substring(6)));
    }

    private static String sign(String secrets) {
        return WebhookSecret.signatures(WebhookSecret.parseList(secrets), "u-7-added", now(), bytes(BODY));
    }

    private static long now() {
        // Far enough from now that it does not change within a test, near enough for the library, which looks.
        return Instant.now().getEpochSecond() / 100 * 100;
    }

    private static void verify(String secret, String signatures, String body) throws Exception {
        Map<String, List<String>> headers = Map.of(
                "webhook-id", List.of("u-7-added"),
                "webhook-timestamp", List.of(Long.toString(now())),
                "webhook-signature", List.of(signatures));
        new Webhook(secret).verify(body, HttpHeaders.of(headers, (name, value) -> true));
    }

    private static String secret(String key) {
        return "whsec_" + Base64.getEncoder().encodeToString(bytes(key));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
