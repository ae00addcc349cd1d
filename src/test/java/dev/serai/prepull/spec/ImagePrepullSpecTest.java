package dev.serai.prepull.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.serai.fixture.http.Json;
import dev.serai.kube.selector.Labels;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePrepullSpecTest {

    @Test
    void whatIsNotSaidHasItsDefault() {
        ImagePrepullSpec spec = parse("{'images':['app:1']}");

        assertThat(spec.pullPolicy()).isEqualTo("IfNotPresent");
        assertThat(spec.parallelism()).isEqualTo(new Parallelism(5, false));
        assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(600));
        assertThat(spec.backoffLimit()).isEqualTo(2);
        assertThat(spec.activeDeadline()).isEmpty();
        assertThat(spec.holds()).isFalse();
        assertThat(spec.refresh()).isZero();
        assertThat(spec.ttl()).isEmpty();
        assertThat(spec.suspended()).isFalse();
        assertThat(spec.nodes().isEverything()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'images':[]}                                     | spec.images has 0 entries; 1 to 64",
                "{'images':['a','a']}                              | spec.images has an image twice; each once",
                "{'images':['a'],'parallelism':0}                  | spec.parallelism is 0; a whole number from 1",
                "{'images':['a'],'parallelism':'0%'}               | spec.parallelism is \"\"0%\"\"; a whole number",
                "{'images':['a'],'timeoutSeconds':0}               | spec.timeoutSeconds is 0; a whole number from 1",
                "{'images':['a'],'backoffLimit':-1}                | spec.backoffLimit is -1; a whole number from 0",
                "{'images':['a'],'retention':'Keep'}               | spec.retention is 'Keep'; one of Hold, Release",
                "{'images':['a'],'imagePullPolicy':'Never'}        | spec.imagePullPolicy is 'Never'; one of Always,",
                "{'images':['a'],'nodeSelector':{'matchLabels':{'a':'b,c'}}} | spec.nodeSelector has 'b,c', which can be",
                "{'images':['a'],'nodeSelector':{'matchExpressions':[{'key':'a','operator':'Gt'}]}} | spec.nodeSelector has the operator 'Gt'"
            })
    void whatIsWrongIsToldWithWhatWouldBeRight(String spec, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(spec))
                .withMessageStartingWith(message.replace("\"\"", "\""));
    }

    @ParameterizedTest
    @CsvSource({"1%,1,1", "10%,10,1", "10%,11,2", "10%,1000,100", "33%,10,4", "100%,7,7", "50%,0,1"})
    void aShareIsRoundedUpAndNeverNothing(String share, int nodes, int atATime) {
        assertThat(parse("{'images':['a'],'parallelism':'%s'}".formatted(share))
                        .parallelism()
                        .of(nodes))
                .isEqualTo(atATime);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'matchLabels':{'pool':'a'}}                                                  | true",
                "{'matchLabels':{'pool':'b'}}                                                  | false",
                "{'matchExpressions':[{'key':'pool','operator':'In','values':['b','a']}]}      | true",
                "{'matchExpressions':[{'key':'pool','operator':'NotIn','values':['a']}]}       | false",
                "{'matchExpressions':[{'key':'other','operator':'NotIn','values':['a']}]}      | true",
                "{'matchExpressions':[{'key':'pool','operator':'Exists'}]}                     | true",
                "{'matchExpressions':[{'key':'pool','operator':'DoesNotExist'}]}               | false",
                "{'matchLabels':{'pool':'a'},'matchExpressions':[{'key':'x','operator':'Exists'}]} | false",
                "{}                                                                            | true"
            })
    void nodesAreChosenAsByKubernetesLabelSelectors(String selector, boolean chosen) {
        var labels = new Labels.Builder();
        labels.add("pool", "a");
        assertThat(parse("{'images':['a'],'nodeSelector':%s}".formatted(selector))
                        .nodes()
                        .test(labels.build()))
                .isEqualTo(chosen);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,docker.io",
        "library/nginx:1,docker.io",
        "registry.example.com/a/b:1,registry.example.com",
        "localhost/a,localhost",
        "host:5000/a@sha256:00,host:5000",
        "team/app,docker.io"
    })
    void theRegistryIsTheHostInFront(String image, String registry) {
        assertThat(parse("{'images':['%s']}".formatted(image)).registries()).containsExactly(registry);
    }

    @Test
    void whatPullsTheSameHasOneDigest() {
        String digest = parse("{'images':['a','b']}").pullDigest();

        assertThat(parse("{'images':['a','b'],'parallelism':7,'suspend':true,'timeoutSeconds':5}")
                        .pullDigest())
                .isEqualTo(digest);
        for (String other : new String[] {
            "{'images':['a','c']}",
            "{'images':['a','b'],'imagePullPolicy':'Always'}",
            "{'images':['a','b'],'retention':'Hold'}",
            "{'images':['a','b'],'imagePullSecrets':[{'name':'s'}]}"
        }) {
            assertThat(parse(other).pullDigest()).isNotEqualTo(digest);
        }
    }

    private static ImagePrepullSpec parse(String spec) {
        return ImagePrepullSpec.parse(Json.parse(spec.replace('\'', '"')));
    }
}
