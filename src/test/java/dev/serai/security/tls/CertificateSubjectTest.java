package dev.serai.security.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateSubjectTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=alice | alice | ",
                "CN=alice,O=builders,O=readers,C=DE | alice | readers/builders",
                "CN=alice+O=builders,O=readers | alice | readers/builders",
                "O=builders+O=readers,CN=alice | alice | builders/readers",
                "OU=people,CN=Alice M\\, Smith \\+ Co,O=\\\"q\\\" \\\\ \\; \\<x\\> | Alice M, Smith + Co | \"q\" \\ ; <x>",
                "CN=\\#1,O=a\\=b | #1 | a=b",
                "CN=\\C3\\A9,O=\\C3\\A4 | é | ä",
                "CN=second,CN=first | second | ",
                "UID=1,DC=org,CN=alice | alice | ",
            })
    void nameAndGroupsAreReadAsTheyWereMeant(String subject, String name, String groups) {
        assertThat(CertificateSubject.of(new X500Principal(subject)))
                .hasValue(new CertificateSubject(name, groups == null ? List.of() : List.of(groups.split("/"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "O=builders", "CN=", "CN=#0500", "OU=alice", "UID=alice"})
    void withoutACommonNameItIsForNobody(String subject) {
        assertThat(CertificateSubject.of(new X500Principal(subject))).isEqualTo(Optional.empty());
    }

    @Test
    void whatBeginsWithSystemIsOfKubernetes() {
        assertThat(new CertificateSubject("alice", List.of("builders", "system")).isOfKubernetes())
                .isFalse();
        assertThat(new CertificateSubject("system:node:a", List.of()).isOfKubernetes())
                .isTrue();
        assertThat(new CertificateSubject("alice", List.of("builders", "system:masters")).isOfKubernetes())
                .isTrue();
    }
}
