package dev.serai.sink.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a webhook is, and who is to be said to be calling.
 *
 * @param uri the URL without a user
 * @param authorization the value of the header that the user and password of the URL make; empty where it names none
 */
public record WebhookUrl(URI uri, String authorization) {

    // The last @ before the path, as in curl: a password may hold one.
    private static final Pattern WITH_USER = Pattern.compile("(https?://)([^/?#]*)@([^/?#@]+.*)", Pattern.DOTALL);

    /**
     * Reads a URL; {@code name} is what it is called where it was written.
     *
     * @throws IllegalArgumentException if it is none; it is not repeated, since it may be a secret
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
            // Its message holds the URL, and with it what may be a secret.
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
        // A plus is a plus here; only forms write a space so.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
