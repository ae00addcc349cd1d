package dev.serai.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fixture.http.IssuedCertificate;
import dev.serai.fixture.http.PrivateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsConfigurationTest {

    private static PrivateAuthority authority;
    private static PrivateAuthority other;
    private static IssuedCertificate rsa;

    @TempDir
    Path files;

    @BeforeAll
    static void issue() {
        authority = new PrivateAuthority();
        other = new PrivateAuthority();
        rsa = authority.issue("CN=here", "-keyalg", "RSA");
    }

    @BeforeEach
    void write() throws IOException {
        IssuedCertificate server = authority.serverCertificate();
        String key = server.pkcs8();
        file("tls.crt", server.chainPem());
        file("tls.key", key);
        file("ca.crt", authority.pem());
        file("other.key", other.serverCertificate().pkcs8());
        file("rsa.key", rsa.pkcs8());
        file("empty", "");
        file("cut.key", key.substring(0, key.length() / 2));
        file("broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        file("broken.pkcs1", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        file("password.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        file("broken.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        file("cut.crt", server.pem() + other.pem().substring(0, 300));
        file("unlinked.crt", server.pem() + rsa.pem());
        file("unordered.crt", authority.pem() + server.pem());
    }

    private void file(String name, String content) throws IOException {
        Files.writeString(files.resolve(name), content);
    }

    @Test
    void filesThatFitTogetherAreTaken() {
        assertThat(configuration("tls.crt", "tls.key", "").isOn()).isTrue();
        assertThat(configuration("tls.crt", "tls.key", "").asksForCertificates())
                .isFalse();
        assertThat(configuration("tls.crt", "tls.key", "ca.crt").asksForCertificates())
                .isTrue();
        assertThat(new TlsConfiguration("", "", "").isOn()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "tls.crt | - | - | certificate is 'tls.crt' and serai.tls.key is empty; it is a PEM file with the key of that certificate",
                "- | tls.key | - | key is 'tls.key' and serai.tls.certificate is empty; it is a PEM file with the certificate of that key",
                "- | - | ca.crt | client-ca is 'ca.crt' and serai.tls.certificate is empty; client certificates come with TLS, so set serai.tls.certificate and serai.tls.key too",
                "none | tls.key | - | certificate is 'none', which cannot be read",
                "tls.crt | none | - | key is 'none', which cannot be read",
                "tls.crt | tls.key | none | client-ca is 'none', which cannot be read",
                "empty | tls.key | - | certificate is 'empty', which holds no certificate; it is a PEM file with certificates",
                "tls.key | tls.key | - | certificate is 'tls.key', which holds no certificate; it is a PEM file with certificates",
                "broken.crt | tls.key | - | certificate is 'broken.crt', which holds a certificate that cannot be read",
                "cut.crt | tls.key | - | certificate is 'cut.crt', in which a certificate has no end",
                "unlinked.crt | tls.key | - | certificate is 'unlinked.crt', whose certificates are no chain; the server's comes first, then the one that has signed it, and so on",
                "unordered.crt | tls.key | - | key is 'tls.key', which is not the key of the first certificate in 'unordered.crt'",
                "tls.crt | other.key | - | key is 'other.key', which is not the key of the first certificate in 'tls.crt'",
                "tls.crt | rsa.key | - | key is 'rsa.key', which is not the key of the first certificate in 'tls.crt'",
                "tls.crt | broken.key | - | key is 'broken.key', which holds a private key that cannot be read",
                "tls.crt | broken.pkcs1 | - | key is 'broken.pkcs1', which holds a private key that cannot be read",
                "tls.crt | cut.key | - | key is 'cut.key', which holds no private key; it is a PEM file with PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY, and no password",
                "tls.crt | password.key | - | key is 'password.key', which holds no private key; it is a PEM file with PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY, and no password",
                "tls.crt | tls.key | empty | client-ca is 'empty', which holds no certificate; it is a PEM file with certificates",
                "tls.crt | tls.key | cut.crt | client-ca is 'cut.crt', in which a certificate has no end",
            })
    void whatCannotBeServedIsNamed(String certificate, String key, String clientCa, String message) {
        assertThatThrownBy(() -> configuration(certificate, key, clientCa))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("serai.tls." + message.replaceAll("'(.+?)'", "'" + files + "/$1'"));
    }

    private TlsConfiguration configuration(String certificate, String key, String clientCa) {
        return new TlsConfiguration(path(certificate), path(key), path(clientCa));
    }

    private String path(String name) {
        return name == null || name.isEmpty() ? "" : files.resolve(name).toString();
    }
}
