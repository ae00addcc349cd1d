package dev.serai.security.oidc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Asks the issuer for its keys, within bounds of time and size. */
final class IssuerClient {

    /** How long it may take until all is told. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final int MOST_BYTES = 512 * 1024;
    private static final int OK = 200;

    private final String issuer;
    private final Vertx vertx;
    private final Duration longest;
    private final HttpClient http;
    private volatile @Nullable Answer last;

    private record Answer(Buffer body, List<JsonWebKey> keys) {}

    /**
     * Asks the configured issuer.
     *
     * @param longest how long it may take until all is told
     * @throws IllegalArgumentException if the file of authorities cannot be used
     */
    IssuerClient(OidcConfiguration configuration, Vertx vertx, Duration longest) {
        this.issuer = configuration.issuer();
        this.vertx = vertx;
        this.longest = longest;
        var options = new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout((int) longest.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(longest.toMillis());
        configuration.authorities().ifPresent(file -> options.setTrustOptions(trust(file)));
        this.http = vertx.createHttpClient(options);
    }

    /** The keys that the issuer has now, the same list while they are the same. It fails with an {@link IssuerFailure}. */
    Future<List<JsonWebKey>> keys() {
        return get(IssuerUrl.discoveryDocument(issuer))
                .compose(document -> get(keysUrl(document)))
                .compose(keys -> vertx.executeBlocking(() -> keysOf(keys), false))
                .timeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                .recover(IssuerFailure::of);
    }

    void close() {
        http.close();
    }

    // Whoever answers for another issuer must not say what this one's keys are (OpenID Connect Discovery 1.0, section
    // 4.3).
    private String keysUrl(Buffer document) {
        Map<String, Object> members = parse(document);
        if (!issuer.equals(members.get("issuer"))) {
            throw new IssuerFailure("its discovery document names another issuer than serai.auth.oidc.issuer");
        }
        if (members.get("jwks_uri") instanceof String url && IssuerUrl.isTrusted(url)) {
            return url;
        }
        throw new IssuerFailure("its discovery document has no jwks_uri that is an https URL");
    }

    private List<JsonWebKey> keysOf(Buffer body) {
        Answer answer = last;
        if (answer == null || !answer.body().equals(body)) {
            answer = new Answer(body, parseKeys(body));
            last = answer;
        }
        return answer.keys();
    }

    private static List<JsonWebKey> parseKeys(Buffer body) {
        try {
            List<JsonWebKey> keys = new JsonWebKeySet(body.toString()).getJsonWebKeys();
            if (!keys.isEmpty()) {
                return List.copyOf(keys);
            }
        } catch (JoseException | RuntimeException e) {
            // Said below. The library does not check all before it uses it.
        }
        throw new IssuerFailure("its jwks_uri answers no keys");
    }

    private static Map<String, Object> parse(Buffer body) {
        try {
            return JsonUtil.parseJson(body.toString());
        } catch (JoseException | RuntimeException e) {
            throw new IssuerFailure("its discovery document is no JSON object");
        }
    }

    // Redirects are not followed: an issuer answers with 200 (OpenID Connect Discovery 1.0, section 4.2).
    private Future<Buffer> get(String url) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setFollowRedirects(false)
                .putHeader("accept", "application/json")
                .putHeader("user-agent", "serai");
        return http.request(options).compose(this::answer);
    }

    private Future<Buffer> answer(HttpClientRequest request) {
        return request.send()
                .compose(IssuerClient::body)
                .timeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.reset());
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        if (response.statusCode() != OK) {
            whole.fail(new IssuerFailure("it answers " + response.statusCode()));
        }
        response.endHandler(end -> whole.tryComplete(read));
        response.handler(part -> {
            if (read.length() + part.length() <= MOST_BYTES) {
                read.appendBuffer(part);
            } else {
                whole.tryFail(new IssuerFailure("it answers more than %d bytes".formatted(MOST_BYTES)));
            }
        });
        return whole.future();
    }

    private static PemTrustOptions trust(Path file) {
        try {
            byte[] pem = Files.readAllBytes(file);
            var content = new ByteArrayInputStream(pem);
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(content)
                    .isEmpty()) {
                return new PemTrustOptions().addCertValue(Buffer.buffer(pem));
            }
        } catch (IOException | CertificateException e) {
            // Said below: the exception may have something of the file.
        }
        throw new IllegalArgumentException("%s is '%s'; it is a file with certificates as PEM that can be read"
                .formatted(OidcConfiguration.CA, file));
    }
}
