package dev.serai.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API server as bytes: a request goes out and its answer comes back without a model in between. */
public final class ApiServer {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final String CONTENT_TYPE = "Content-Type";

    private final KubernetesClient client;

    public ApiServer(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Sends one request, once, and waits for its answer, whatever its code.
     *
     * @throws StatusException 503 if no answer came
     */
    public ApiAnswer send(ApiRequest request) {
        try {
            var response = client.getHttpClient()
                    .sendAsync(toHttp(request), byte[].class)
                    .get();
            byte[] body = response.body() == null ? new byte[0] : response.body();
            return new ApiAnswer(response.code(), response.headers(), body);
        } catch (ExecutionException e) {
            LOG.warn("{} of {} got no answer from the API server: {}", request.method(), request.path(), reason(e));
            throw StatusException.unavailable("the API server cannot be reached", RETRY_AFTER_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("Serai is stopping", RETRY_AFTER_SECONDS);
        }
    }

    private HttpRequest toHttp(ApiRequest request) {
        HttpRequest.Builder http = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(withoutTrailingSlash(client.getMasterUrl().toString()) + request.pathAndQuery()));
        byte[] body = request.body();
        if (body == null) {
            http.method(request.method(), null, null);
        } else {
            http.method(
                    request.method(), request.headers().get(CONTENT_TYPE), new ByteArrayInputStream(body), body.length);
        }
        request.headers().forEach(http::setHeader);
        return http.build();
    }

    private static String withoutTrailingSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    // The class only: the message of a client exception may hold a URL.
    private static String reason(ExecutionException e) {
        return e.getCause().getClass().getSimpleName();
    }
}
