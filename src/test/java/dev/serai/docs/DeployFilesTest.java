package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.serai.settings.Settings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeployFilesTest {
    private static final Path MANIFEST = Path.of("deploy/base/serai.yaml");
    private static final Set<String> READS = Set.of("get", "list", "watch");

    private static List<HasMetadata> objects;

    @BeforeAll
    static void load() throws IOException {
        try (InputStream manifest = Files.newInputStream(MANIFEST)) {
            List<?> loaded = new KubernetesSerialization().unmarshal(manifest);
            objects = loaded.stream().map(HasMetadata.class::cast).toList();
        }
    }

    @Test
    void theProbesAskTheManagementPort() {
        assertThat(List.of(container().getStartupProbe(), container().getLivenessProbe()))
                .allSatisfy(probe -> assertAsks(probe, "/observe/health/live"));
        assertAsks(container().getReadinessProbe(), "/observe/health/ready");
    }

    @Test
    void theServiceLeadsToTheApiOnly() {
        assertThat(container().getPorts())
                .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactlyInAnyOrder(tuple("http", 8080), tuple("management", 9876));
        assertThat(one(Service.class).getSpec().getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getTargetPort().getStrVal()).isEqualTo("http"));
        assertThat(one(Service.class).getSpec().getSelector())
                .isEqualTo(one(Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels());
    }

    @Test
    void theRoleWritesNothingButPods() {
        List<PolicyRule> rules = one(ClusterRole.class).getRules();

        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.getVerbs()).doesNotContain("*");
            assertThat(rule.getResources()).doesNotContain("*", "secrets");
            if (!READS.containsAll(rule.getVerbs())) {
                assertThat(rule.getResources()).containsExactly("pods");
                assertThat(rule.getVerbs()).containsOnly("create", "delete");
            }
            if (rule.getResources().contains("namespaces")) {
                assertThat(rule.getResourceNames()).containsExactly("kube-system");
                assertThat(rule.getVerbs()).containsExactly("get");
            }
        });
    }

    @Test
    void theRoleIsGivenToThePodAlone() {
        ClusterRoleBinding binding = one(ClusterRoleBinding.class);
        String account = one(ServiceAccount.class).getMetadata().getName();

        assertThat(binding.getRoleRef().getName())
                .isEqualTo(one(ClusterRole.class).getMetadata().getName());
        assertThat(binding.getSubjects()).singleElement().satisfies(subject -> {
            assertThat(subject.getName()).isEqualTo(account);
            assertThat(subject.getNamespace()).isEqualTo("serai");
        });
        assertThat(pod().getServiceAccountName()).isEqualTo(account);
    }

    @Test
    void thePodPassesTheRestrictedPodSecurityStandard() {
        assertThat(pod().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod().getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(container().getSecurityContext().getAllowPrivilegeEscalation())
                .isFalse();
        assertThat(container().getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container().getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container().getResources().getLimits()).containsKey("memory");
    }

    @Test
    void theDataDirectoryOutlivesThePod() {
        Map<String, String> environment =
                container().getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        String claim = one(PersistentVolumeClaim.class).getMetadata().getName();

        assertThat(container().getVolumeMounts()).anySatisfy(mount -> assertThat(mount.getMountPath())
                .isEqualTo(environment.get("SERAI_DATA_DIRECTORY")));
        assertThat(pod().getVolumes()).anySatisfy(volume -> assertThat(
                        volume.getPersistentVolumeClaim().getClaimName())
                .isEqualTo(claim));
        // The old pod has to let go of the directory before the new one may have it.
        assertThat(one(Deployment.class).getSpec().getStrategy().getType()).isEqualTo("Recreate");
    }

    @Test
    void thePodGetsNoVariablesOfServices() {
        assertThat(pod().getEnableServiceLinks()).isFalse();
    }

    @Test
    void everySettingOfThePodIsKnown() {
        Map<String, String> environment =
                container().getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));

        assertThat(Settings.of(environment).overrides()).hasSameSizeAs(environment);
    }

    @Test
    void theImageRunsAsTheUserThatThePodNames() throws IOException {
        assertThat(Files.readString(Path.of("deploy/Dockerfile")))
                .contains("ARG UID=" + pod().getSecurityContext().getRunAsUser(), "USER ${UID}", "target/serai.jar");
    }

    private static void assertAsks(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getIntVal()).isEqualTo(9876);
    }

    private static <T extends HasMetadata> T one(Class<T> type) {
        return objects.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((a, b) -> {
                    throw new AssertionError("more than one " + type.getSimpleName());
                })
                .orElseThrow();
    }

    private static PodSpec pod() {
        return one(Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static Container container() {
        return pod().getContainers().get(0);
    }
}
