package dev.serai.security;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.IssuedCertificate;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.OidcIssuer;
import dev.serai.fixture.http.PrivateAuthority;
import dev.serai.fixture.http.TrustingTls;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One Serai, with TLS, that knows callers in three ways, before a real API server with RBAC. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CallersIT {

    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final String WHO_AM_I = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String WHO = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";
    private static final String ES256 = "ES256";
    private static final String RS256 = "RS256";
    private static final int LARGE = 1_000_000;

    private static final PublicJsonWebKey KEY = OidcIssuer.key("first", RS256);
    private static PrivateAuthority authority;
    private static OidcIssuer issuer;
    private static KubeApi api;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() throws Exception {
        authority = new PrivateAuthority();
        issuer = OidcIssuer.with(KEY);
        api = KubeApi.start();
        SeraiRights.grant(api);
        for (String subject : List.of(
                "--serviceaccount=default:builder", "--group=oidc:builders", "--group=builders", "--user=oidc:ada")) {
            String name = "edit-" + subject.replaceAll("[^a-z]+", "-");
            api.kubectl("create", "rolebinding", name, "--role=editors", subject);
        }
        api.kubectl("create", "role", "editors", "--verb=*", "--resource=pods,configmaps");
        serai = Cluster.serai(api.kubeconfigFor("serai"));
        IssuedCertificate server = authority.serverCertificate();
        serai.set("SERAI_TLS_CERTIFICATE", file("tls.crt", server.chainPem()))
                .set("SERAI_TLS_KEY", file("tls.key", server.pkcs8()))
                .set("SERAI_TLS_CLIENT_CA", file("ca.crt", authority.pem()))
                .set("SERAI_AUTH_MODE", "oidc,certificate,tokenreview")
                .set("SERAI_AUTH_OIDC_ISSUER", issuer.url())
                .set("SERAI_AUTH_OIDC_AUDIENCE", "serai")
                .set("SERAI_AUTH_CACHE_SECONDS", Long.toString(KEPT.toSeconds()))
                .set("SERAI_WRITES_PER_CALLER_PER_SECOND", "5")
                .set("SERAI_AUTH_FILTER_LISTS", "true")
                .set("CAMEL_MANAGEMENT_HOST", "0.0.0.0")
                .tls(TrustingTls.context())
                .start()
                .awaitReady(Cluster.STARTED);
    }

    private static String file(String name, String text) throws IOException {
        return Files.writeString(Cluster.file(serai, name), text).toString();
    }

    @AfterAll
    static void stop() {
        Closing.close(serai);
        Closing.close(api);
        Closing.close(issuer);
    }

    private record Person(SSLContext tls, String token, String name, String group) {}

    private static List<Person> people() {
        return List.of(
                new Person(
                        TrustingTls.context(),
                        api.token("builder"),
                        "system:serviceaccount:default:builder",
                        "system:serviceaccounts"),
                new Person(TrustingTls.context(), token(KEY, claims(Map.of())), "oidc:ada", "oidc:builders"),
                new Person(
                        authority.issue("CN=bot, O=builders", "-keyalg", "EC").client(), null, "bot", "builders"));
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    @Order(1)
    void eachIsKnownInItsWayAndTheApiServerSeesThem(Version version) throws Exception {
        for (Person person : people()) {
            HttpResponse<String> review =
                    ask(version, person.tls(), person.token(), "POST", serai.url() + WHO_AM_I, WHO);
            assertThat(review.statusCode()).as(review.body()).isEqualTo(201);
            JsonNode user = Json.parse(review.body()).at("/status/userInfo");
            assertThat(user.path("username").asText()).isEqualTo(person.name());
            assertThat(user.path("groups")).map(JsonNode::asText).contains(person.group(), "system:authenticated");

            HttpResponse<String> list = get(version, person, serai.url() + PODS);
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.headers().firstValue("Cache-Status").orElse("")).startsWith("serai; hit");
            HttpResponse<String> forbidden = get(version, person, serai.url() + "/api/v1/nodes");
            assertThat(forbidden.statusCode()).isEqualTo(403);
            assertThat(forbidden.body()).contains("nodes is forbidden: User \\\"" + person.name() + "\\\" cannot list");
        }
    }

    /** The body waits while it is found out who sends it. */
    @ParameterizedTest
    @EnumSource(Version.class)
    @Order(2)
    void aLargeBodyOfSomebodyNewArrivesWhole(Version version) throws Exception {
        String name = "large-" + version.name().toLowerCase().replace('_', '-');
        String map =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"x\":\"%s\"}}"
                        .formatted(name, "x".repeat(LARGE));

        HttpResponse<String> made = ask(
                version,
                TrustingTls.context(),
                api.token("builder"),
                "POST",
                serai.url() + "/api/v1/namespaces/default/configmaps",
                map);

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(Json.parse(made.body()).at("/data/x").asText()).hasSize(LARGE);
    }

    static Stream<String> bad() throws Exception {
        long now = Instant.now().getEpochSecond();
        PublicJsonWebKey stranger = OidcIssuer.key("first", RS256);
        return Stream.of(
                token(KEY, claims(Map.of("iss", "https://elsewhere.example"))),
                token(KEY, claims(Map.of("aud", "other"))),
                token(KEY, claims(Map.of("exp", now - 120))),
                token(KEY, claims(Map.of("nbf", now + 120))),
                token(stranger, claims(Map.of())),
                token(OidcIssuer.key("unknown", RS256), claims(Map.of())),
                unsigned(),
                signedWithThePublicKey(),
                token(KEY, claims(Map.of())).replaceAll("\\.[^.]*$", ".AAAA"),
                "not.a.token",
                "");
    }

    @ParameterizedTest
    @MethodSource("bad")
    @Order(3)
    void whoCannotBeBelievedGetsNothing(String token) throws Exception {
        for (String url : new String[] {
            serai.url() + PODS,
            serai.url() + "/version",
            serai.url() + "/facade/openapi.json",
            serai.managementUrl() + "/observe/metrics"
        }) {
            HttpResponse<String> answer = ask(Version.HTTP_2, TrustingTls.context(), token, "GET", url, null);
            assertThat(answer.statusCode()).as(url).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(Json.parse(answer.body()).path("kind").asText()).isEqualTo("Status");
        }
        assertThat(token.isEmpty() ? "" : serai.log()).doesNotContain(token.isEmpty() ? "-" : token);
    }

    @Test
    @Order(4)
    void withoutCertificateAndTokenOneIsNobodyButForHealth() throws Exception {
        assertThat(ask(Version.HTTP_1_1, TrustingTls.context(), null, "GET", serai.url() + PODS, null)
                        .statusCode())
                .isEqualTo(401);
        assertThat(ask(
                                Version.HTTP_1_1,
                                TrustingTls.context(),
                                null,
                                "GET",
                                serai.managementUrl() + "/observe/health/live",
                                null)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(5)
    void aCertificateOfTheSystemIsNobodys() throws Exception {
        for (String name : List.of("CN=admin, O=system:masters", "CN=system:admin", "O=builders")) {
            SSLContext tls = authority.issue(name, "-keyalg", "EC").client();
            assertThat(ask(Version.HTTP_2, tls, null, "GET", serai.url() + PODS, null)
                            .statusCode())
                    .as(name)
                    .isEqualTo(401);
        }
        SSLContext forged = new PrivateAuthority()
                .issue("CN=bot, O=builders", "-keyalg", "EC")
                .client();
        assertThatThrownBy(() -> ask(Version.HTTP_2, forged, null, "GET", serai.url() + PODS, null))
                .isInstanceOf(IOException.class);
    }

    @Test
    @Order(6)
    void aKeyThatTheIssuerSignsWithFromNowOnIsTaken() throws Exception {
        PublicJsonWebKey next = OidcIssuer.key("second", ES256);
        issuer.publish(KEY, next);

        await().untilAsserted(() -> assertThat(ask(
                                Version.HTTP_2,
                                TrustingTls.context(),
                                OidcIssuer.token(next, ES256, claims(Map.of())),
                                "GET",
                                serai.url() + PODS,
                                null)
                        .statusCode())
                .isEqualTo(200));
    }

    /** Both call from one address. */
    @Test
    @Order(7)
    void whoWritesTooMuchTakesNothingFromAnother() throws Exception {
        List<Person> people = people();
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            refused += write(people.get(0), "flood-" + i) == 429 ? 1 : 0;
        }
        assertThat(refused).isPositive();
        assertThat(write(people.get(2), "one-more")).isEqualTo(201);
    }

    private static int write(Person person, String name) throws Exception {
        return ask(Version.HTTP_1_1, person.tls(), person.token(), "POST", serai.url() + PODS, Pods.small(name))
                .statusCode();
    }

    @Test
    @Order(8)
    void whoMayNotListAllNamespacesGetsThoseItMay() throws Exception {
        for (String namespace : List.of("x", "y", "z")) {
            api.kubectl("create", "namespace", namespace);
            api.kubectlWithInput(Pods.small("in-" + namespace), "create", "-n", namespace, "-f", "-");
            api.kubectl("create", "role", "readers", "--verb=get,list,watch", "--resource=pods", "-n", namespace);
        }
        String token = api.token("team");
        String all = serai.url() + "/api/v1/pods";
        HttpResponse<String> none = ask(Version.HTTP_2, TrustingTls.context(), token, "GET", all, null);
        assertThat(none.statusCode()).isEqualTo(403);
        assertThat(none.body())
                .contains("cannot list resource \\\"pods\\\" in API group \\\"\\\" at the cluster scope");
        for (String namespace : List.of("x", "y")) {
            api.kubectl(
                    "create",
                    "rolebinding",
                    "team",
                    "--role=readers",
                    "--serviceaccount=default:team",
                    "-n",
                    namespace);
        }
        await().untilAsserted(() -> assertThat(names(token, all)).containsExactly("in-x", "in-y"));
        HttpResponse<String> list = ask(Version.HTTP_2, TrustingTls.context(), token, "GET", all, null);
        assertThat(list.headers().firstValue("Cache-Status").orElse("")).startsWith("serai; hit");
        String tag = list.headers().firstValue("ETag").orElseThrow();
        assertThat(names(token, all + "?limit=1")).containsExactly("in-x");
        assertThat(names(token, all + "?fieldSelector=metadata.namespace%3Dz")).isEmpty();
        for (String refused : List.of("/api/v1/nodes", "/api/v1/configmaps", "/api/v1/watch/pods")) {
            assertThat(ask(Version.HTTP_2, TrustingTls.context(), token, "GET", serai.url() + refused, null)
                            .statusCode())
                    .as(refused)
                    .isEqualTo(403);
        }
        HttpResponse<String> anew = client(Version.HTTP_2, TrustingTls.context())
                .send(
                        request(token, "GET", all, null)
                                .header("Cache-Control", "no-cache")
                                .build(),
                        BodyHandlers.ofString());
        assertThat(anew.statusCode()).isEqualTo(403);

        HttpResponse<InputStream> watch = client(Version.HTTP_2, TrustingTls.context())
                .send(request(token, "GET", all + "?watch=true", null).build(), BodyHandlers.ofInputStream());
        try (var events = new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
            assertThat(next(events)).isEqualTo("ADDED in-x");
            assertThat(next(events)).isEqualTo("ADDED in-y");
            api.kubectlWithInput(Pods.small("hidden"), "create", "-n", "z", "-f", "-");
            api.kubectlWithInput(Pods.small("seen"), "create", "-n", "y", "-f", "-");
            assertThat(next(events)).isEqualTo("ADDED seen");
            api.kubectl("create", "rolebinding", "team", "--role=readers", "--serviceaccount=default:team", "-n", "z");
            assertThat(List.of(next(events), next(events))).containsExactly("ADDED hidden", "ADDED in-z");
            api.kubectlWithInput(Pods.small("later"), "create", "-n", "z", "-f", "-");
            assertThat(next(events)).isEqualTo("ADDED later");
            api.kubectl("delete", "rolebinding", "team", "-n", "y");
            JsonNode last = Json.parse(events.readLine());
            assertThat(last.path("type").asText()).isEqualTo("ERROR");
            assertThat(last.at("/object/code").asInt()).isEqualTo(410);
        }
        HttpResponse<String> again = client(Version.HTTP_2, TrustingTls.context())
                .send(
                        request(token, "GET", all, null)
                                .header("If-None-Match", tag)
                                .build(),
                        BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(names(token, all)).containsExactly("in-x", "hidden", "in-z", "later");
    }

    private static String next(BufferedReader events) throws IOException {
        JsonNode event = Json.parse(events.readLine());
        return event.path("type").asText() + " "
                + event.at("/object/metadata/name").asText();
    }

    private static List<String> names(String token, String url) throws Exception {
        HttpResponse<String> list = ask(Version.HTTP_2, TrustingTls.context(), token, "GET", url, null);
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        Json.parse(list.body())
                .path("items")
                .forEach(item -> names.add(item.at("/metadata/name").asText()));
        return names;
    }

    /** It is good for a minute longer than it says, for clocks that differ. */
    @Test
    @Order(9)
    void aWatchEndsWithItsToken() throws Exception {
        String token = token(KEY, claims(Map.of("exp", Instant.now().getEpochSecond() - 55)));
        HttpResponse<InputStream> watch = client(Version.HTTP_2, TrustingTls.context())
                .send(
                        request(token, "GET", serai.url() + PODS + "?watch=true&resourceVersion=0", null)
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(watch.statusCode()).isEqualTo(200);
        try (var events = new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
            String last = "";
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                last = line;
            }
            assertThat(Json.parse(last).path("type").asText()).isEqualTo("ERROR");
            assertThat(Json.parse(last).at("/object/code").asInt()).isEqualTo(401);
        }
    }

    private static Map<String, Object> claims(Map<String, ?> changed) {
        long now = Instant.now().getEpochSecond();
        var claims = new HashMap<String, Object>(Map.of(
                "iss", issuer.url(), "aud", "serai", "sub", "ada", "groups", List.of("builders"), "exp", now + 600));
        claims.putAll(changed);
        return claims;
    }

    private static String token(PublicJsonWebKey key, Map<String, ?> claims) {
        return OidcIssuer.token(key, RS256, claims);
    }

    private static String unsigned() {
        return base64("{\"alg\":\"none\"}") + "." + base64(OidcIssuer.payload(claims(Map.of()))) + ".";
    }

    // CVE-2015-9235: the public key, which everybody knows, taken for the secret of an HMAC.
    private static String signedWithThePublicKey() throws Exception {
        String signed =
                base64("{\"alg\":\"HS256\",\"kid\":\"first\"}") + "." + base64(OidcIssuer.payload(claims(Map.of())));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getPublicKey().getEncoded(), "HmacSHA256"));
        return signed + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> get(Version version, Person person, String url) throws Exception {
        return ask(version, person.tls(), person.token(), "GET", url, null);
    }

    private static HttpResponse<String> ask(
            Version version, SSLContext tls, String token, String method, String url, String body) throws Exception {
        HttpResponse<String> answer = client(version, tls)
                .send(
                        request(token, method, url, body)
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(version);
        return answer;
    }

    private static HttpClient client(Version version, SSLContext tls) {
        return HttpClient.newBuilder().version(version).sslContext(tls).build();
    }

    private static HttpRequest.Builder request(String token, String method, String url, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return body == null ? request : request.header("Content-Type", "application/json");
    }
}
