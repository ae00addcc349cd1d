package dev.serai.sink.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a webhook, and the user to call it as.
 *
 * @param uri the URL without a user
 * @param authorization the header value for the user and password of the URL; empty if it names none
 */
public record WebhookUrl(URI uri, String authorization) {

    // The last @ before the path, as in curl: a password may hold one.
    private static final Pattern WITH_USER = Pattern.compile("(https?://)([^/?#]*)@([^/?#@]+.*)", Pattern.DOTALL);

    /**
     * Reads a URL; {@code name} is the name of the setting that holds it.
     *
     * @throws IllegalArgumentException if it is not a URL; the message does not repeat it, since it may be a secret
     */
    public static WebhookUrl parse(String text, String name) {
        Matcher withUser = WITH_USER.matcher(text);
        String user = withUser.matches() ? withUser.group(2) : "";
        String rest = withUser.matches() ? withUser.group(1) + withUser.group(3) : text;
        try {
            URI uri = URI.create(rest);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return new WebhookUrl(uri, user.isEmpty() ? "" : basic(user));
            }
        } catch (IllegalArgumentException e) {
            // The exception's message holds the URL, which may be a secret.
        }
        throw new IllegalArgumentException("%s is no http or https URL".formatted(name));
    }

    private static String basic(String user) {
        int colon = user.indexOf(':');
        String name = decode(colon < 0 ? user : user.substring(0, colon));
        String password = colon < 0 ? "" : decode(user.substring(colon + 1));
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
        // A plus stays a plus; only forms write a space as a plus.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
