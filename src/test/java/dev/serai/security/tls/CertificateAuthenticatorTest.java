package dev.serai.security.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.http.IssuedCertificate;
import dev.serai.fixture.http.PrivateAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is calling, by the certificate that was shown in a real handshake. */
@Timeout(60)
class CertificateAuthenticatorTest {

    private static PrivateAuthority authority;

    @TempDir
    Path files;

    private TlsServer server;

    @BeforeAll
    static void issue() {
        authority = new PrivateAuthority();
    }

    @BeforeEach
    void write() throws Exception {
        server = new TlsServer(files).identity(authority.serverCertificate()).clientCa(authority.pem());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theUserIsTheCommonNameAndTheGroupsAreTheOrganisations() throws Exception {
        server.start(false);
        assertThat(server.ask(client("CN=build bot\\, arm, OU=not a group, O=builders, O=a\\+b")))
                .isEqualTo("build bot, arm of a+b+builders");
        assertThat(server.ask(client("CN=bob"))).isEqualTo("bob of ");
        assertThat(server.ask(client("O=builders"))).isEqualTo("nobody");
    }

    @Test
    void namesOfKubernetesAreForNobodyUnlessThatIsAllowed() throws Exception {
        var admin = client("CN=admin, O=builders, O=system:masters");
        var scheduler = client("CN=system:kube-scheduler");
        server.start(false);
        assertThat(server.ask(admin)).isEqualTo("nobody");
        assertThat(server.ask(scheduler)).isEqualTo("nobody");
        server.close();
        server.start(true);
        assertThat(server.ask(admin)).isEqualTo("admin of system:masters+builders");
        assertThat(server.ask(scheduler)).isEqualTo("system:kube-scheduler of ");
    }

    @Test
    void aCertificateThatExpiresWhileItsConnectionIsOpenIsForNobodyFromThen() throws Exception {
        IssuedCertificate twoDays = authority.issue("CN=alice", "-keyalg", "EC", "-validity", "2");
        server.start(false);
        try (SSLSocket open = server.connect(twoDays.client())) {
            assertThat(TlsServer.ask(open)).isEqualTo("alice of ");
            Instant end = twoDays.certificate().getNotAfter().toInstant();
            server.clock().advance(Duration.between(server.clock().instant(), end));
            assertThat(TlsServer.ask(open)).isEqualTo("nobody");
        }
    }

    private static SSLContext client(String name) {
        return authority.issue(name, "-keyalg", "EC").client();
    }
}
