package dev.serai.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupResourceTest {

    @ParameterizedTest
    @CsvSource({
        "pods, pods, ''",
        "deployments.apps, deployments, apps",
        "imageprepulls.serai.dev, imageprepulls, serai.dev",
        "cron-jobs.a1.b-2, cron-jobs, a1.b-2"
    })
    void aNameIsThePluralAndTheGroup(String name, String plural, String group) {
        assertThat(GroupResource.parse(name)).isEqualTo(new GroupResource(plural, group));
        assertThat(GroupResource.parse(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Pods", "pods/status", ".apps", "deployments.Apps", "a b", "-pods", "pods-", "pods.-a"})
    void whatCannotBeAResourceIsRefusedByName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupResource.parse(name))
                .withMessage(
                        "'%s' is no resource; name it by its plural and group, such as pods or deployments.apps", name);
    }

    /** The grammar of DNS-1035 labels and DNS-1123 subdomains, without their lengths. */
    @Test
    void itIsReadAsTheGrammarSays() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String plural = word(random);
            String group = word(random);
            boolean good =
                    plural.matches("[a-z]([-a-z0-9]*[a-z0-9])?") && group.matches("([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?");
            assertThat(isTaken(plural, group))
                    .as("%s and %s, seed %d", plural, group, seed)
                    .isEqualTo(good);
        }
    }

    private static boolean isTaken(String plural, String group) {
        try {
            new GroupResource(plural, group);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private static String word(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append("abz019-.aA_é\n".charAt(random.nextInt(13)));
        }
        return text.toString();
    }

    @Test
    void aListIsPartedByCommasAndNamesEachResourceOnce() {
        assertThat(GroupResource.parseList(" pods , deployments.apps,,pods"))
                .containsExactly(new GroupResource("pods", ""), new GroupResource("deployments", "apps"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , "})
    void aListWithoutAResourceIsRefused(String names) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupResource.parseList(names))
                .withMessage("'%s' names no resource; pods would be one", names);
    }
}
