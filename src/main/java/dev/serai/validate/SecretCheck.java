package dev.serai.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.validate.RouteUses.TextUse;
import dev.serai.validate.endpoint.EndpointUse;
import dev.serai.validate.endpoint.EndpointUse.Option;
import dev.serai.validate.endpoint.Kamelet;
import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Whether a secret is written out, where everybody who reads the file reads it. What is found is never repeated. */
final class SecretCheck {

    private static final Pattern NAME = Pattern.compile(
            "(?i)(.*[-_.])?(password|passwd|passphrase|secret|secretkey|token|apikey|api-key|accesskey|privatekey|authorization"
                    + "|bearertoken|accesstoken|clientsecret|sasljaasconfig)|.*(Password|Secret|Token|ApiKey|PrivateKey|Passphrase)");
    private static final Pattern TEXT = Pattern.compile(
            "whsec_[A-Za-z0-9+/=]{8,}|whsk_[A-Za-z0-9+/=]{8,}"
                    + "|-----BEGIN [A-Z ]*PRIVATE KEY|\\beyJ[\\w-]{8,}\\.eyJ[\\w-]+|\\bAKIA[0-9A-Z]{16}\\b|\\bgh[pousr]_\\w{20,}"
                    + "|\\bxox[abprs]-[\\w-]{8,}|hooks\\.slack\\.com/services/T\\w+/B\\w+/\\w+"
                    + "|://[^/\\s:@{}$?#]+:[^/\\s@{}$?#]+@|(?i:\\b(bearer|basic) (?=[\\w+/=.-]*[0-9=])[\\w+/=.-]{8,})|(?i:\\bpassword=[\"'][^\"'{}$]+[\"'])");
    private static final String RIGHT = "read it from the environment, {{env:NAME}}, or from a setting";

    // What tells people something.
    private static final Set<String> ABOUT = Set.of("description", "title", "note", "example");

    private SecretCheck() {}

    /** The options of an endpoint; {@code description} says which of them are secrets. */
    static void options(Map<String, Option> options, JsonNode description, FileFindings findings) {
        options.forEach((name, option) -> {
            boolean secret =
                    description.path("properties").path(name).path("secret").asBoolean();
            option(name, option, secret, findings);
        });
    }

    /** What a kamelet is told. */
    static void options(Map<String, Option> options, Kamelet kamelet, FileFindings findings) {
        options.forEach((name, option) -> {
            Kamelet.Parameter parameter = kamelet.parameters().get(name);
            option(name, option, parameter != null && parameter.isSecret(), findings);
        });
    }

    private static void option(String name, Option option, boolean secret, FileFindings findings) {
        if ((secret || NAME.matcher(name).matches()) && isWritten(option.value())) {
            found(option.node(), name, name, findings);
        } else {
            text(option.node(), option.part(), option.value(), findings);
        }
    }

    /** What a URI has before its options. */
    static void path(EndpointUse use, FileFindings findings) {
        String whole = use.scheme() + "://" + use.path();
        text(use.node(), use.scheme(), whole, findings);
    }

    /** Any text behind any key. */
    static void text(TextUse use, FileFindings findings) {
        String value = use.node().getValue();
        if (!ABOUT.contains(use.key())
                && !text(use.node(), value, value, findings)
                && NAME.matcher(use.key()).matches()
                && isWritten(value)
                && !(use.key().equals("token") && value.length() < 8)) {
            found(use.node(), value, use.key(), findings);
        }
    }

    /** A header that is set to a text; whether it holds a secret. */
    static boolean header(String name, ScalarNode value, FileFindings findings) {
        boolean secret = NAME.matcher(name).matches() && isWritten(value.getValue());
        if (secret) {
            found(value, value.getValue(), name, findings);
        }
        return secret;
    }

    private static boolean text(Node node, String part, String value, FileFindings findings) {
        Matcher matcher = TEXT.matcher(value);
        if (!matcher.find()) {
            return false;
        }
        boolean url = matcher.group().startsWith("://");
        findings.error(
                node, part, Rule.SECRET, url ? "a password is written out in a URL" : "a secret is written out", RIGHT);
        return true;
    }

    private static void found(Node node, String part, String name, FileFindings findings) {
        findings.error(node, part, Rule.SECRET, "'%s' is written out".formatted(name), RIGHT);
    }

    private static boolean isWritten(String value) {
        String bare = value.startsWith("RAW(") && value.endsWith(")") ? value.substring(4, value.length() - 1) : value;
        return !bare.isBlank()
                && !bare.contains("{{")
                && !bare.contains("${")
                && !bare.startsWith("#")
                && !bare.equals("true")
                && !bare.equals("false");
    }
}
