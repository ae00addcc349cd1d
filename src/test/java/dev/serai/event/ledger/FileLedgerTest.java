package dev.serai.event.ledger;

import static dev.serai.event.delivery.Events.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerTest {

    @TempDir
    Path directory;

    @Test
    void whatIsRememberedSurvives() {
        Ledger.Entry entry = entry("u-1", "7", "{\"a\":\"é\"}");
        try (FileLedger ledger = FileLedger.open(directory)) {
            Ledger.Position position = ledger.position("orders", "pods");
            position.remember(entry);
            position.remember(entry("u-2", "8", ""));
            position.remember(entry("u-3", "9", "{}"));
            position.forget("u-3");
        }
        try (FileLedger ledger = FileLedger.open(directory)) {
            Ledger.Position position = ledger.position("orders", "pods");
            assertThat(position.get("u-1")).usingRecursiveComparison().isEqualTo(entry);
            assertThat(position.get("u-2").document()).isEmpty();
            assertThat(position.get("u-3")).isNull();
            assertThat(position.entries()).extracting(Ledger.Entry::uid).containsExactlyInAnyOrder("u-1", "u-2");
        }
    }

    @Test
    void whatIsOnlyAnnouncedIsKnownFromWhatIsDelivered() {
        try (FileLedger ledger = FileLedger.open(directory)) {
            var announced = new Ledger.Entry(
                    "u-1",
                    "7",
                    "/api/v1/namespaces/shop/pods/web",
                    Ledger.State.MODIFIED_ANNOUNCED,
                    bytes("{}"),
                    bytes("{\"a\":1}"));
            ledger.position("orders", "pods").announce(announced);
        }
        try (FileLedger ledger = FileLedger.open(directory)) {
            Ledger.Entry known = ledger.position("orders", "pods").get("u-1");
            assertThat(known.state()).isEqualTo(Ledger.State.MODIFIED_ANNOUNCED);
            assertThat(known.before()).isEqualTo(bytes("{\"a\":1}"));
            assertThat(known.document()).isEqualTo(bytes("{}"));
        }
    }

    @Test
    void howManyHistoriesHaveEndedIsKept() {
        try (FileLedger ledger = FileLedger.open(directory)) {
            Ledger.Position position = ledger.position("orders", "pods");
            assertThat(position.histories()).isZero();
            position.begin();
            position.histories(2);
        }
        try (FileLedger ledger = FileLedger.open(directory)) {
            Ledger.Position position = ledger.position("orders", "pods");
            position.begin();
            assertThat(position.histories()).isEqualTo(2);
            assertThat(ledger.position("bills", "pods").histories()).isZero();
        }
    }

    @Test
    void theLastStateIsKept() {
        try (FileLedger ledger = FileLedger.open(directory)) {
            Ledger.Position position = ledger.position("orders", "pods");
            position.remember(entry("u-1", "7", "old"));
            position.remember(entry("u-1", "8", "new"));
            assertThat(position.entries()).hasSize(1);
            assertThat(position.get("u-1").resourceVersion()).isEqualTo("8");
            assertThat(position.get("u-1").document()).isEqualTo(bytes("new"));
        }
    }

    @Test
    void eachSubscriptionHasItsOwnPositionInEachResource() {
        try (FileLedger ledger = FileLedger.open(directory)) {
            ledger.position("orders", "pods").remember(entry("u-1", "7", "{}"));
            assertThat(ledger.position("orders", "nodes").entries()).isEmpty();
            assertThat(ledger.position("bills", "pods").entries()).isEmpty();
            assertThat(ledger.position("orders", "pods").entries()).hasSize(1);
        }
    }

    @Test
    void aSubscriptionThatHasBegunIsKnownToHave() {
        try (FileLedger ledger = FileLedger.open(directory)) {
            assertThat(ledger.position("orders", "pods").begun()).isFalse();
            ledger.position("orders", "pods").begin();
        }
        try (FileLedger ledger = FileLedger.open(directory)) {
            assertThat(ledger.position("orders", "pods").begun()).isTrue();
            assertThat(ledger.position("orders", "nodes").begun()).isFalse();
            assertThat(ledger.position("bills", "pods").begun()).isFalse();
        }
    }

    @Test
    void aDocumentOfAMegabyteSurvives() {
        String document = "x".repeat(1 << 20);
        try (FileLedger ledger = FileLedger.open(directory)) {
            ledger.position("orders", "pods").remember(entry("u-1", "7", document));
        }
        try (FileLedger ledger = FileLedger.open(directory)) {
            assertThat(ledger.position("orders", "pods").get("u-1").document()).isEqualTo(bytes(document));
        }
    }

    @Test
    void theDirectoryIsMade() {
        Path deep = directory.resolve("a/b");
        FileLedger.open(deep).close();
        assertThat(deep.resolve("ledger.mv")).exists();
    }

    @Test
    void whereNoDirectoryCanBeMadeTheKeyIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> FileLedger.open(file.resolve("below")))
                .hasMessage("serai.data.directory '%s' cannot be made".formatted(file.resolve("below")));
    }

    @Test
    void aSecondOpeningIsRefused() {
        try (FileLedger first = FileLedger.open(directory)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> FileLedger.open(directory))
                    .withMessage("serai.data.directory '%s' is in use by another Serai; give each its own", directory);
            first.position("orders", "pods").remember(entry("u-1", "7", "{}"));
        }
        FileLedger.open(directory).close();
    }

    @Test
    void anotherProcessIsRefused() throws Exception {
        try (FileLedger ledger = FileLedger.open(directory)) {
            assertThat(ledger.position("orders", "pods").entries()).isEmpty();
            Process other = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Opener.class.getName(),
                            directory.toString()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(said).contains("serai.data.directory '%s' is in use by another Serai".formatted(directory));
            assertThat(other.exitValue()).isEqualTo(1);
        }
    }

    /** Another process that wants the ledger of a directory. */
    static final class Opener {
        public static void main(String[] args) {
            FileLedger.open(Path.of(args[0])).close();
        }
    }

    private static Ledger.Entry entry(String uid, String version, String document) {
        return new Ledger.Entry(
                uid, version, "/api/v1/namespaces/shop/pods/é", Ledger.State.DELIVERED, bytes(document), null);
    }
}
