package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.rest.write.ObjectNames.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class YamlAliasLimitTest {

    @Test
    void aFewLinesThatStandForVeryMuchAreRefusedInTheApiServersWords() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 30; i++) {
            String again = String.join(",", Collections.nCopies(9, "*a" + (i - 1)));
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, again));
        }

        assertThatThrownBy(() -> read(yaml.toString()))
                .isInstanceOf(MalformedException.class)
                .hasMessage("yaml: document contains excessive aliasing");
    }

    @Test
    void aliasesThatSpareALittleTypingAreTaken() throws MalformedException {
        assertThat(read("""
                        metadata: {name: n, namespace: ns, labels: &labels {app: web}}
                        spec: {selector: *labels, template: {metadata: {labels: *labels}}}
                        """).name()).isEqualTo("n");
    }

    @Test
    void anAliasInsideWhatItNamesIsNoEndlessLoop() throws MalformedException {
        assertThat(read("metadata: &m {name: n, self: *m}").name()).isEqualTo("n");
    }

    private static ObjectNames read(String yaml) throws MalformedException {
        return YamlNames.of(yaml.getBytes(StandardCharsets.UTF_8), 100);
    }
}
