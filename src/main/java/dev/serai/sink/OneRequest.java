package dev.serai.sink;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * An HTTP client that makes one request for one: Apache's own would wait and ask again on 429 and 503, with a signature
 * that has become old, and holding the thread.
 */
public final class OneRequest implements HttpClientConfigurer {

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement();
    }
}
