package dev.serai.security.oidc;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an issuer may be asked under: https, and http only where nobody else can answer. */
final class IssuerUrl {

    // By its text: to look a name up would block, and others may change what it leads to.
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1]");
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private IssuerUrl() {}

    /** Whether it may be an issuer's identifier (OpenID Connect Discovery 1.0, section 3). */
    static boolean isIssuer(String url) {
        return parse(url).filter(uri -> uri.getRawQuery() == null).isPresent();
    }

    /** Whether it may be asked for what is believed. */
    static boolean isTrusted(String url) {
        return parse(url).isPresent();
    }

    /** Where the issuer describes itself (OpenID Connect Discovery 1.0, section 4). */
    static String discoveryDocument(String issuer) {
        return (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + WELL_KNOWN;
    }

    private static Optional<URI> parse(String url) {
        try {
            URI uri = new URI(url);
            boolean whole = uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            return whole && isPrivate(uri) ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isPrivate(URI uri) {
        return "https".equals(uri.getScheme())
                || "http".equals(uri.getScheme())
                        && LOOPBACK.matcher(uri.getHost()).matches();
    }
}
