package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to the server and the name that it is known by are those that kubectl takes from a kubeconfig. */
class KubeconfigServerIT extends KubeconfigTestSupport {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "certificate-authority: ca.pem",
                "certificate-authority: ./bin/../ca.pem",
                "certificate-authority-data: CA_DATA"
            })
    void theServerIsKnownByItsNameAndAuthority(String ca) throws IOException {
        Files.writeString(directory.resolve("ca.pem"), authority);
        String key =
                ca.replace("CA_DATA", Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8)));
        Path config = config("config", key + ", tls-server-name: api.example", "{token: given}");
        assertThat(asked(config.toString()))
                .isEqualTo(askedByKubectl(config.toString()))
                .containsEntry("sni", "api.example");

        for (String wrong : List.of(
                key,
                key + ", tls-server-name: other.example",
                "tls-server-name: api.example",
                "insecure-skip-tls-verify: false")) {
            Path refused = config("refused", wrong, "{token: given}");
            assertThatThrownBy(() -> asked(refused.toString())).as(wrong).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> askedByKubectl(refused.toString())).hasMessageContaining("x509");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://127.0.0.1:PORT", "socks5://me:secret@127.0.0.1:PORT", "SOCKS5://127.0.0.1:PORT/"})
    void theWayLeadsThroughTheSocksProxyOfTheFile(String url) throws IOException {
        Path config = config(
                "config",
                "insecure-skip-tls-verify: true, proxy-url: \"%s\"".formatted(url.replace("PORT", "" + socksPort)),
                "{token: given}");
        PROXIED.clear();
        assertThat(asked(config.toString())).isEqualTo(askedByKubectl(config.toString()));
        assertThat(PROXIED).hasSize(2);
        assertThat(PROXIED.get(0)).isEqualTo(PROXIED.get(1)).endsWith(" to 127.0.0.1:" + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://me:hush@127.0.0.1:1", "ftp://127.0.0.1:1", "http://", "http://h^st/hush"})
    void aProxyThatCannotBeUsedIsRefusedByItsKeyAndFile(String url) throws IOException {
        Path config = config("config", "proxy-url: \"" + url + "\"", "{token: given}");
        assertThatThrownBy(() -> asked(config.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the proxy-url of the cluster 'c' in the kubeconfig '%s' is no URL that begins with http://,"
                                + " socks5:// or socks5h://; to a proxy itself Serai speaks no TLS",
                        config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:PORT", "http://me:secret@127.0.0.1:PORT/"})
    void theWayLeadsThroughTheProxyOfTheFile(String url) throws IOException {
        Path config = config(
                "config",
                "insecure-skip-tls-verify: true, proxy-url: \"%s\"".formatted(url.replace("PORT", "" + proxyPort)),
                "{token: given}");
        PROXIED.clear();
        assertThat(asked(config.toString())).isEqualTo(askedByKubectl(config.toString()));
        assertThat(PROXIED).hasSize(2);
        assertThat(PROXIED.get(0)).isEqualTo(PROXIED.get(1)).endsWith(" to 127.0.0.1:" + port);
    }
}
