package dev.serai.sink.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The key that signs one receiver's deliveries, as in Standard Webhooks. */
sealed interface WebhookSecret {

    /**
     * Signs {@code id.timestamp.body}; returns the version and the signature, {@code v1,…} or {@code v1a,…}.
     *
     * @throws IllegalStateException if this JVM lacks the algorithm
     */
    String sign(String id, long timestamp, byte[] body);

    /**
     * Reads secrets that are separated by spaces: the one in use, and during a replacement also the other one.
     *
     * @throws IllegalArgumentException if one of them is malformed; the message does not repeat it
     */
    static List<WebhookSecret> parseList(String secrets) {
        return Stream.of(secrets.strip().split("\\s+"))
                .filter(secret -> !secret.isEmpty())
                .map(WebhookSecret::parse)
                .toList();
    }

    /** The value of {@code webhook-signature}: one signature for each secret. */
    static String signatures(List<WebhookSecret> secrets, String id, long timestamp, byte[] body) {
        return secrets.stream().map(secret -> secret.sign(id, timestamp, body)).collect(Collectors.joining(" "));
    }

    private static WebhookSecret parse(String secret) {
        if (secret.startsWith(Symmetric.PREFIX)) {
            return Symmetric.of(decode(secret, Symmetric.PREFIX));
        }
        if (secret.startsWith(Asymmetric.PREFIX)) {
            return Asymmetric.of(decode(secret, Asymmetric.PREFIX));
        }
        throw new IllegalArgumentException("a secret begins with whsec_ or whsk_, as those of Standard Webhooks do");
    }

    private static byte[] decode(String secret, String prefix) {
        try {
            return Base64.getDecoder().decode(secret.substring(prefix.length()));
        } catch (IllegalArgumentException e) {
            // Without the cause: its message shows a character of the secret.
            throw new IllegalArgumentException("what follows %s in a secret is base64".formatted(prefix));
        }
    }

    /** HMAC-SHA256 with a secret that the receiver knows too. */
    record Symmetric(Webhook webhook) implements WebhookSecret {

        private static final String PREFIX = "whsec_";
        private static final int SHORTEST = 24;
        private static final int LONGEST = 64;

        static Symmetric of(byte[] key) {
            if (key.length < SHORTEST || key.length > LONGEST) {
                throw new IllegalArgumentException(
                        "a whsec_ secret holds %d bytes; it is from %d to %d".formatted(key.length, SHORTEST, LONGEST));
            }
            try {
                return new Symmetric(new Webhook(key));
            } catch (EmptyWebhookSecretException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        public String sign(String id, long timestamp, byte[] body) {
            try {
                return webhook.sign(id, timestamp, new String(body, StandardCharsets.UTF_8));
            } catch (WebhookSigningException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Ed25519: the receiver has only the public key and cannot sign itself. */
    record Asymmetric(PrivateKey key) implements WebhookSecret {

        private static final String PREFIX = "whsk_";
        private static final String ALGORITHM = "Ed25519";
        private static final int SEED = 32;

        /** {@code pair} is the key's seed of 32 bytes, with or without the 32 bytes of the public key after it. */
        static Asymmetric of(byte[] pair) {
            if (pair.length != SEED && pair.length != 2 * SEED) {
                throw new IllegalArgumentException(
                        "a whsk_ key holds %d bytes; it is 32, or 64 with its public key".formatted(pair.length));
            }
            try {
                return new Asymmetric(KeyFactory.getInstance(ALGORITHM)
                        .generatePrivate(
                                new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(pair, SEED))));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String sign(String id, long timestamp, byte[] body) {
            try {
                var signature = Signature.getInstance(ALGORITHM);
                signature.initSign(key);
                signature.update("%s.%d.".formatted(id, timestamp).getBytes(StandardCharsets.UTF_8));
                signature.update(body);
                return "v1a," + Base64.getEncoder().encodeToString(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
