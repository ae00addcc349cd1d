package dev.serai.security.oidc;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The issuer whose tokens are taken, and how a caller is made of a token: {@code serai.auth.oidc.*}.
 *
 * @param issuer the issuer's URL, as in the claim {@code iss}
 * @param audience what the claim {@code aud} must name
 * @param claims which claims are the caller's name and groups
 * @param authorities a PEM file of the authorities that have signed the issuer's certificate; empty for those of the
 *     JVM
 */
public record OidcConfiguration(String issuer, String audience, ClaimMappings claims, Optional<Path> authorities) {

    static final String CA = "serai.auth.oidc.ca";

    public OidcConfiguration {
        if (!IssuerUrl.isIssuer(issuer)) {
            throw new IllegalArgumentException(("serai.auth.oidc.issuer is '%s'; it is the URL that the tokens have as"
                            + " iss, such as https://accounts.example.com: https, or http on a loopback address, and"
                            + " no user, query or fragment")
                    .formatted(issuer));
        }
        if (audience.isEmpty()) {
            throw new IllegalArgumentException(
                    "serai.auth.oidc.audience is ''; it is what the tokens have as aud, such as the id of a client");
        }
    }

    /**
     * Reads the settings.
     *
     * @param values returns the text of a key's value; empty if nothing is set
     * @throws IllegalArgumentException if one is wrong; the message names key and value, and what would be right
     */
    public static OidcConfiguration parse(UnaryOperator<String> values) {
        var claims = new ClaimMappings(
                values.apply("serai.auth.oidc.username-claim"),
                values.apply("serai.auth.oidc.username-prefix"),
                values.apply("serai.auth.oidc.groups-claim"),
                values.apply("serai.auth.oidc.groups-prefix"));
        String authorities = values.apply("serai.auth.oidc.ca");
        return new OidcConfiguration(
                values.apply("serai.auth.oidc.issuer"),
                values.apply("serai.auth.oidc.audience"),
                claims,
                authorities.isEmpty() ? Optional.empty() : Optional.of(Path.of(authorities)));
    }
}
