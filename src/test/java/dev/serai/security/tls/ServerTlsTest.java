package dev.serai.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fixture.http.IssuedCertificate;
import dev.serai.fixture.http.PrivateAuthority;
import dev.serai.fixture.http.TrustingTls;
import dev.serai.fixture.process.LogLines;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of {@code BoundedVertx} with real certificates, and callers who connect to them. */
@Timeout(60)
class ServerTlsTest {

    private static final int ALERT = 21;
    private static final int PROTOCOL_VERSION = 70;

    private static PrivateAuthority authority;
    private static PrivateAuthority other;
    private static IssuedCertificate alice;
    private static IssuedCertificate othersAlice;

    @TempDir
    Path files;

    private TlsServer server;

    @BeforeAll
    static void issue() {
        authority = new PrivateAuthority();
        other = new PrivateAuthority();
        alice = authority.issue("CN=alice, O=builders, O=readers", "-keyalg", "EC", "-ext", "EKU=clientAuth");
        othersAlice = other.issue("CN=alice", "-keyalg", "EC");
    }

    @BeforeEach
    void write() throws Exception {
        server = new TlsServer(files).identity(authority.serverCertificate());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theCallerChoosesTheVersionOfHttp(HttpClient.Version version) throws Exception {
        server.start(false);
        HttpClient http = HttpClient.newBuilder()
                .sslContext(TrustingTls.context())
                .version(version)
                .build();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.body()).isEqualTo("nobody!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void twoVersionsOfTlsAreSpoken(String version) throws Exception {
        server.start(false);
        assertThat(server.ask(TrustingTls.context(), version)).isEqualTo("nobody");
    }

    @Test
    void olderVersionsAreRefused() throws Exception {
        server.start(false);
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(helloOfTls11());
            byte[] answer = socket.getInputStream().readNBytes(7);
            assertThat(answer[0]).isEqualTo((byte) ALERT);
            assertThat(answer[6]).isEqualTo((byte) PROTOCOL_VERSION);
        }
        // The JVM may be set to speak others too.
        HttpServerOptions options = new HttpServerOptions();
        options.addEnabledSecureTransportProtocol("TLSv1.1");
        try (ServerTls tls = ServerTls.read(new TlsConfiguration(
                server.certificate().toString(), server.key().toString(), ""))) {
            tls.applyTo(options);
        }
        assertThat(options.getEnabledSecureTransportProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    }

    // A record of TLS 1.0 with a ClientHello of TLS 1.1, two cipher suites of that time and nothing more.
    private static byte[] helloOfTls11() {
        return ByteBuffer.allocate(54)
                .put(new byte[] {22, 3, 1, 0, 49, 1, 0, 0, 45, 3, 2})
                .put(new byte[32])
                .put(new byte[] {0, 0, 6, 0, 0x2f, (byte) 0xc0, 0x13, (byte) 0xc0, 9, 1, 0})
                .array();
    }

    @Test
    void withoutFilesThePortSpeaksNoTls() {
        HttpServerOptions options = new HttpServerOptions();
        try (ServerTls tls = ServerTls.open(new TlsConfiguration("", "", ""))) {
            tls.applyTo(options);
            tls.look();
            assertThat(tls.authorities()).isEmpty();
        }
        assertThat(options.isSsl()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keysOfTheseAlgorithmsAreServed(String algorithm) throws Exception {
        IssuedCertificate issued = authority.issue("CN=here", "-keyalg", algorithm);
        server.identity(issued).start(false);
        assertThat(shownTo(TrustingTls.context())).isEqualTo(issued.certificate());
    }

    @Test
    void anRsaKeyMayBeInPkcs1() throws Exception {
        IssuedCertificate issued = authority.issue("CN=here", "-keyalg", "RSA", "-keysize", "2048");
        server.identity(issued.pem(), issued.pkcs1()).start(false);
        assertThat(shownTo(TrustingTls.context())).isEqualTo(issued.certificate());
    }

    @Test
    void anEcKeyMayBeInSec1AndWithItsCertificateInOneFile() throws Exception {
        IssuedCertificate issued = authority.issue("CN=here", "-keyalg", "EC", "-groupname", "secp256r1");
        String both = issued.sec1() + issued.chainPem();
        server.identity(both, both).start(false);
        assertThat(shownTo(TrustingTls.context())).isEqualTo(issued.certificate());
    }

    @Test
    void aReplacedCertificateIsForThoseWhoConnectAfterIt() throws Exception {
        server.start(false);
        try (SSLSocket open = server.connect(TrustingTls.context())) {
            assertThat(TlsServer.ask(open)).isEqualTo("nobody");
            server.identity(other.serverCertificate()).look();
            assertThat(shownTo(TrustingTls.context()))
                    .isEqualTo(other.serverCertificate().certificate());
            assertThat(TlsServer.ask(open)).isEqualTo("nobody");
            assertThat(open.getSession().getPeerCertificates()[0])
                    .isEqualTo(authority.serverCertificate().certificate());
        }
    }

    /** As the kubelet does: the files are links into a directory, which is a link that is replaced. */
    @Test
    void aMountedSecretIsReplacedAsAWhole() throws Exception {
        secret("..1", authority.serverCertificate());
        secret("..2", other.serverCertificate());
        Files.delete(server.certificate());
        Files.delete(server.key());
        Files.createSymbolicLink(files.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(server.certificate(), Path.of("..data", "tls.crt"));
        Files.createSymbolicLink(server.key(), Path.of("..data", "tls.key"));
        server.start(false);
        assertThat(shownTo(TrustingTls.context()))
                .isEqualTo(authority.serverCertificate().certificate());
        Path next = Files.createSymbolicLink(files.resolve("..data_tmp"), Path.of("..2"));
        Files.move(next, files.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        server.look();
        assertThat(shownTo(TrustingTls.context()))
                .isEqualTo(other.serverCertificate().certificate());
    }

    private void secret(String name, IssuedCertificate issued) throws IOException {
        Path directory = Files.createDirectory(files.resolve(name));
        Files.writeString(directory.resolve("tls.crt"), issued.chainPem());
        Files.writeString(directory.resolve("tls.key"), issued.pkcs8());
    }

    @Test
    void whileTheFilesDoNotFitTogetherTheOldOnesServe() throws Exception {
        server.start(false);
        IssuedCertificate next = other.serverCertificate();
        Certificate before = authority.serverCertificate().certificate();
        try (var log = LogLines.of(PemFiles.class.getName())) {
            server.write(server.certificate(), next.chainPem());
            server.look();
            server.look();
            assertThat(shownTo(TrustingTls.context())).isEqualTo(before);
            assertThat(log.lines())
                    .containsExactly(("serai.tls.key is '%s', which is not the key of the first certificate in '%s';"
                                    + " what was read before is used")
                            .formatted(server.key(), server.certificate()));
            assertThat(log.levels()).containsExactly(Level.WARN);

            server.write(server.certificate(), next.pem().substring(0, 200));
            server.look();
            Files.delete(server.key());
            server.look();
            server.look();
            assertThat(shownTo(TrustingTls.context())).isEqualTo(before);
            assertThat(log.lines().subList(1, log.lines().size()))
                    .containsExactly(
                            "serai.tls.certificate is '%s', in which a certificate has no end; what was read before is used"
                                    .formatted(server.certificate()),
                            "serai.tls.key is '%s', which cannot be read; what was read before is used"
                                    .formatted(server.key()));

            server.identity(next).look();
            assertThat(shownTo(TrustingTls.context())).isEqualTo(next.certificate());
            assertThat(log.levels()).endsWith(Level.INFO).hasSize(4);
        }
    }

    @Test
    void theSameMisfitIsToldAgainAfterAllWasWell() throws Exception {
        server.start(false);
        try (var log = LogLines.of(PemFiles.class.getName())) {
            server.write(server.key(), "");
            server.look();
            server.identity(authority.serverCertificate()).look();
            server.write(server.key(), "");
            server.look();
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .isEqualTo(log.lines().get(1))
                    .startsWith("serai.tls.key is '%s', which holds no private key".formatted(server.key()));
        }
    }

    @Test
    void whoShowsNoCertificateIsServedAsNobody() throws Exception {
        server.clientCa(authority.pem()).start(false);
        assertThat(server.ask(TrustingTls.context())).isEqualTo("nobody");
        assertThat(server.ask(alice.client())).isEqualTo("alice of readers+builders");
    }

    @Test
    void nobodyIsAskedForACertificateWithoutAnAuthority() throws Exception {
        server.start(false);
        assertThat(server.ask(othersAlice.client())).isEqualTo("nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateOfAnotherAuthorityEndsTheHandshake(String version) throws Exception {
        server.clientCa(authority.pem()).start(false);
        assertRefused(othersAlice.client(), version);
        assertThat(server.ask(alice.client(), version)).startsWith("alice");
    }

    @Test
    void soDoesOneThatHasExpiredOrIsForServers() throws Exception {
        server.clientCa(authority.pem()).start(false);
        assertRefused(authority
                .issue("CN=alice", "-keyalg", "EC", "-startdate", "-3d", "-validity", "2")
                .client());
        assertRefused(authority
                .issue("CN=alice", "-keyalg", "EC", "-ext", "EKU=serverAuth")
                .client());
    }

    @Test
    void replacedAuthoritiesAreForThoseWhoConnectAfterThem() throws Exception {
        server.clientCa(authority.pem()).start(false);
        SSLContext client = alice.client();
        try (SSLSocket open = server.connect(client)) {
            assertThat(TlsServer.ask(open)).isEqualTo("alice of readers+builders");
            server.clientCa(authority.pem() + "\nand\n" + other.pem()).look();
            assertThat(server.ask(othersAlice.client())).isEqualTo("alice of ");
            assertThat(TlsServer.ask(open)).isEqualTo("alice of readers+builders");

            server.clientCa(other.pem()).look();
            assertThat(TlsServer.ask(open))
                    .as("the connection stays, and who is there is asked again")
                    .isEqualTo("nobody");
            assertRefused(authority.issue("CN=alice", "-keyalg", "EC").client());
            // The session may be resumed, without a certificate being shown: that makes nobody of her.
            try {
                assertThat(server.ask(client)).isEqualTo("nobody");
            } catch (IOException refused) {
                assertThat(refused).hasMessageNotContaining("timed out");
            }
        }
    }

    @Test
    void aHalfWrittenAuthorityLeavesTheOldOne() throws Exception {
        server.clientCa(authority.pem()).start(false);
        try (var log = LogLines.of(PemFiles.class.getName())) {
            server.clientCa(other.pem().substring(0, other.pem().length() - 10)).look();
            server.look();
            assertThat(log.lines())
                    .containsExactly(("serai.tls.client-ca is '%s', in which a certificate has no end;"
                                    + " what was read before is used")
                            .formatted(server.clientCa()));
        }
        assertThat(server.ask(alice.client())).startsWith("alice");
        assertRefused(othersAlice.client());
    }

    private void assertRefused(SSLContext client, String... versions) {
        assertThatThrownBy(() -> server.ask(client, versions))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("timed out");
    }

    private Certificate shownTo(SSLContext client) throws IOException {
        try (SSLSocket socket = server.connect(client)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }
}
