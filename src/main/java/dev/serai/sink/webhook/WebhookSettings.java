package dev.serai.sink.webhook;

import dev.serai.sink.http.TrustedCertificates;
import dev.serai.sink.http.WebhookUrl;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.camel.util.TimeUtils;

/**
 * How one route posts to one receiver.
 *
 * @param url the address, and the user to post as
 * @param secrets what signs deliveries; empty for no signature
 * @param origin the name under which the receiver is asked for permission; empty to skip the question
 * @param schedule when to try again and when to give up
 * @param timeout how long a request may take, from the connect to the end of the answer
 * @param authorities a PEM file of the authorities that sign the receiver's certificate; empty for those of the JVM
 */
public record WebhookSettings(
        WebhookUrl url,
        List<WebhookSecret> secrets,
        String origin,
        RetrySchedule schedule,
        Duration timeout,
        Optional<Path> authorities) {

    /** The settings as text, or their names, in the same fields. Each message begins with the name. */
    public record Texts(
            String url,
            String secret,
            String origin,
            String attempts,
            String giveUpAfter,
            String longestWait,
            String timeout,
            String ca) {}

    private static final Texts KEYS = new Texts(
            "serai.events.webhook.url",
            "serai.events.webhook.secret",
            "serai.events.webhook.origin",
            "serai.events.webhook.attempts",
            "serai.events.webhook.give-up-after",
            "serai.events.webhook.longest-wait",
            "serai.events.webhook.timeout",
            "serai.events.webhook.ca");

    /**
     * Checks the settings of the built-in webhook, {@code serai.events.webhook.*}, even if it has no URL.
     *
     * @param valueOf returns the value of a key
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static void check(UnaryOperator<String> valueOf) {
        String url = valueOf.apply(KEYS.url());
        parse(
                new Texts(
                        url.isEmpty() ? "http://localhost" : url,
                        valueOf.apply(KEYS.secret()),
                        valueOf.apply(KEYS.origin()),
                        valueOf.apply(KEYS.attempts()),
                        valueOf.apply(KEYS.giveUpAfter()),
                        valueOf.apply(KEYS.longestWait()),
                        valueOf.apply(KEYS.timeout()),
                        valueOf.apply(KEYS.ca())),
                KEYS);
    }

    /**
     * Reads the settings.
     *
     * @param texts the values
     * @param names the name of each setting for messages
     * @throws IllegalArgumentException if one is wrong, with its name and what would be right; the message does not
     *     repeat URLs and secrets
     */
    public static WebhookSettings parse(Texts texts, Texts names) {
        WebhookUrl url = WebhookUrl.parse(texts.url(), names.url());
        List<WebhookSecret> secrets = secrets(texts.secret(), names.secret());
        var schedule = new RetrySchedule(
                attempts(texts.attempts(), names.attempts()),
                duration(texts.giveUpAfter(), names.giveUpAfter()),
                duration(texts.longestWait(), names.longestWait()));
        if (!texts.origin().isEmpty() && !texts.origin().matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
            throw new IllegalArgumentException("%s is '%s'; it is a DNS name such as events.example.com"
                    .formatted(names.origin(), texts.origin()));
        }
        return new WebhookSettings(
                url,
                secrets,
                texts.origin(),
                schedule,
                duration(texts.timeout(), names.timeout()),
                authorities(texts.ca(), names.ca()));
    }

    private static Optional<Path> authorities(String text, String name) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = Path.of(text);
            TrustedCertificates.read(file);
            return Optional.of(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s is '%s', which cannot be read; it is a PEM file with certificates".formatted(name, text), e);
        } catch (InvalidPathException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "%s is '%s', which holds no certificate; it is a PEM file with certificates".formatted(name, text),
                    e);
        }
    }

    private static List<WebhookSecret> secrets(String text, String name) {
        try {
            return WebhookSecret.parseList(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static int attempts(String text, String name) {
        try {
            int attempts = Integer.parseInt(text.strip());
            if (attempts >= 1) {
                return attempts;
            }
        } catch (NumberFormatException e) {
            // Reported like any other wrong number.
        }
        throw new IllegalArgumentException("%s is '%s'; it is a whole number from 1 upwards".formatted(name, text));
    }

    private static Duration duration(String text, String name) {
        if (text.matches("(\\d+(ms|s|m|h|d))+")) {
            Duration duration = Duration.ofMillis(TimeUtils.toMilliSeconds(text));
            if (!duration.isZero()) {
                return duration;
            }
        }
        throw new IllegalArgumentException("%s is '%s'; it is a time such as 30s, 5m, 24h or 1d".formatted(name, text));
    }
}
