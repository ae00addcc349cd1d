package dev.serai.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
