package dev.serai.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OidcConfigurationTest {

    @Test
    void withIssuerAndAudienceTheRestHasDefaults() {
        OidcConfiguration read = parse(Map.of());

        assertThat(read.issuer()).isEqualTo("https://issuer.example.com/realm");
        assertThat(read.audience()).isEqualTo("serai");
        assertThat(read.claims()).isEqualTo(new ClaimMappings("sub", "oidc:", "groups", "oidc:"));
        assertThat(read.authorities()).isEmpty();
    }

    @Test
    void eachKeyIsRead() {
        OidcConfiguration read = parse(Map.of(
                "username-claim", "email",
                "username-prefix", "u:",
                "groups-claim", "roles",
                "groups-prefix", "g:",
                "ca", "/etc/ca.pem"));

        assertThat(read.claims()).isEqualTo(new ClaimMappings("email", "u:", "roles", "g:"));
        assertThat(read.authorities()).contains(Path.of("/etc/ca.pem"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://issuer.example.com",
                "https://issuer.example.com:8443/realms/a/",
                "http://127.0.0.1:8080",
                "http://localhost/dex",
                "http://[::1]:80"
            })
    void anIssuerIsAskedByHttpsOrOnThisMachine(String issuer) {
        assertThatCode(() -> parse(Map.of("issuer", issuer))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "issuer.example.com",
                "http://issuer.example.com",
                "http://127.0.0.1.example.com",
                "http://localhost@issuer.example.com",
                "https://user@issuer.example.com",
                "https://issuer.example.com/?realm=a",
                "https://issuer.example.com/#a",
                "https://",
                "ftp://issuer.example.com",
                "https://issuer.example.com/a b"
            })
    void anotherIssuerIsRefusedByName(String issuer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Map.of("issuer", issuer)))
                .withMessage(
                        "serai.auth.oidc.issuer is '%s'; it is the URL that the tokens have as iss, such as"
                                + " https://accounts.example.com: https, or http on a loopback address, and no user,"
                                + " query or fragment",
                        issuer);
    }

    @ParameterizedTest
    @CsvSource({
        "audience, '', serai.auth.oidc.audience is ''; it is ",
        "username-claim, '', serai.auth.oidc.username-claim is ''; it is ",
        "groups-claim, '', serai.auth.oidc.groups-claim is ''; it is ",
        "username-prefix, 'system:', serai.auth.oidc.username-prefix is 'system:'; it is ",
        "groups-prefix, 'system:x', serai.auth.oidc.groups-prefix is 'system:x'; it is "
    })
    void whatCannotBeIsRefusedByKeyAndValue(String key, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Map.of(key, value)))
                .withMessageStartingWith(message);
    }

    /** Those of application.properties with what has no default, and {@code changed}. */
    static OidcConfiguration parse(Map<String, String> changed) {
        var values = new Properties();
        try (InputStream defaults = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
            values.load(defaults);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        var settings = new HashMap<>(Map.of("issuer", "https://issuer.example.com/realm", "audience", "serai"));
        settings.putAll(changed);
        settings.forEach((key, value) -> values.setProperty("serai.auth.oidc." + key, value));
        return OidcConfiguration.parse(values::getProperty);
    }
}
