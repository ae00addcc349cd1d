package dev.serai.rest.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only what is held is seen as deleted while it is still there. */
class TerminationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // The API server's own step before it removes a pod.
                "{'metadata':{'deletionTimestamp':'t','deletionGracePeriodSeconds':0}}|false|false",
                "{'metadata':{'deletionTimestamp':'t','deletionGracePeriodSeconds':30}}|true|false",
                "{'metadata':{'labels':{'finalizers':'x'},'finalizers':['a','b'],'deletionTimestamp':'t'}}|true|true",
                "{'spec':{'finalizers':['kubernetes']},'metadata':{'deletionTimestamp':'t'}}|true|true",
                "{'metadata':{'deletionTimestamp':'t','finalizers':[]},'spec':{'finalizers':[]}}|false|false",
                "{'metadata':{'finalizers':['a']}}|false|false",
                // What a field is called elsewhere says nothing.
                "{'metadata':{'annotations':{'deletionTimestamp':'t'}},'spec':{'deletionTimestamp':'t'}}|false|false",
                "{'metadata':{'finalizers':['a']},'status':{'deletionTimestamp':'t'}}|false|false",
            })
    void isHeld(String object, boolean asked, boolean forced) throws Exception {
        String json = object.replace('\'', '"');
        for (Termination found : new Termination[] {
            Termination.of(json.getBytes(StandardCharsets.UTF_8)), Termination.of(new ObjectMapper().readTree(json))
        }) {
            assertThat(found.isHeld(true)).isEqualTo(asked);
            assertThat(found.isHeld(false)).isEqualTo(forced);
        }
    }
}
