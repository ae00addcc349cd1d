package dev.serai.security.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.process.LogLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFilesTest {

    @TempDir
    Path directory;

    /** The first file is read before all are replaced at once, and the second one after. */
    @Test
    void filesThatAreReplacedWhileTheyAreReadAreReadOnceMore() throws Exception {
        Path file = Files.writeString(directory.resolve("a.pem"), "old");
        var parsed = new ArrayList<String>();
        var files = new PemFiles<>(List.of(PemFile.of("a", file.toString())), content -> {
            String text = new String(content.get(0), StandardCharsets.UTF_8);
            parsed.add(text);
            if (text.equals("torn")) {
                write(file, "new");
                throw new IllegalArgumentException("torn");
            }
            return text;
        });
        assertThat(files.read()).isEqualTo("old");
        var taken = new ArrayList<String>();
        try (var log = LogLines.of(PemFiles.class.getName())) {
            write(file, "torn");
            files.readIfChanged(taken::add);
            files.readIfChanged(taken::add);
            assertThat(log.text()).isEqualTo("read again: [" + file + "]");
        }
        assertThat(taken).containsExactly("new");
        assertThat(parsed).containsExactly("old", "torn", "new");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
