package dev.serai;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.serai.fixture.Received;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.stream.Collectors;

/** Signatures of deliveries, as the reference library of Standard Webhooks sees them. */
public final class Signatures {

    private Signatures() {}

    public static boolean verify(String secret, Received delivery) {
        var headers = delivery.headers().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toLowerCase(Locale.ROOT), entry -> entry.getValue()));
        try {
            new Webhook(secret).verify(delivery.text(), HttpHeaders.of(headers, (name, value) -> true));
            return true;
        } catch (WebhookVerificationException | EmptyWebhookSecretException e) {
            return false;
        }
    }
}
