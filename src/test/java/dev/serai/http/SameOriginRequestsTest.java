package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameOriginRequestsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // curl
                "-, -, 127.0.0.1:9876, true",
                "same-origin, http://127.0.0.1:9876, 127.0.0.1:9876, true",
                "none, -, 127.0.0.1:9876, true",
                // behind a proxy that names another host
                "same-origin, https://serai.example.com, 127.0.0.1:9876, true",
                "same-site, http://127.0.0.1:9876, 127.0.0.1:9876, false",
                "cross-site, http://127.0.0.1:9876, 127.0.0.1:9876, false",
                "'', -, 127.0.0.1:9876, false",
                // a browser on a connection that it does not trust
                "-, http://10.0.0.7:9876, 10.0.0.7:9876, true",
                "-, http://10.0.0.7, 10.0.0.7:9876, false",
                "-, https://elsewhere.example, 10.0.0.7:9876, false",
                "-, null, 10.0.0.7:9876, false",
                "-, '', 10.0.0.7:9876, false",
                "-, http://[, 10.0.0.7:9876, false",
                "-, http://10.0.0.7:9876, -, false",
            })
    void onlyAPageOfTheSameOriginAndWhatIsNoBrowserMayDoMoreThanRead(
            String site, String origin, String host, boolean may) {
        assertThat(SameOriginRequests.isOfSameOrigin(site, origin, host)).isEqualTo(may);
    }
}
