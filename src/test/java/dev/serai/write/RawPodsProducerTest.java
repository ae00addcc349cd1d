package dev.serai.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ApiServerRefusal;
import dev.serai.fixture.api.FakeApiServer;
import dev.serai.kube.StatusException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPodsProducerTest extends CamelTestSupport {

    private static final String CREATE = "kubernetes-pods:any?kubernetesClient=#kubernetesClient&operation=createPod";
    private static final String DELETE = "kubernetes-pods:any?kubernetesClient=#kubernetesClient&operation=deletePod";
    private static final String POD = """
            {"kind":"Pod","apiVersion":"v1","metadata":{"generateName":"web-","annotations":{"a":"1"},"finalizers":["x/y"],\
            "ownerReferences":[]},"spec":{"invented":1.10,"containers":null},"unknown":"é😀"}""";

    private final FakeApiServer apiServer = new FakeApiServer();
    private final KubernetesClient client = apiServer.client();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getRegistry().bind("kubernetesClient", client);
        context.addComponent("kubernetes-pods", new RawPodsComponent(new ApiServer(client)));
        return context;
    }

    @AfterEach
    void close() {
        client.close();
        apiServer.close();
    }

    @Test
    void thePodArrivesAsItWasSent() {
        send(CREATE, POD, Map.of(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "shop"));
        assertThat(apiServer.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.uri()).isEqualTo("/api/v1/namespaces/shop/pods");
            assertThat(request.body()).isEqualTo(POD);
            assertThat(request.header("Content-type")).isEqualTo("application/json");
            assertThat(request.header("Accept")).isEqualTo("application/json");
            assertThat(request.header("User-agent")).isEqualTo("serai");
        });
    }

    @Test
    void queryContentTypeAndUserAgentArriveUntouched() {
        String query = "dryRun=All&fieldManager=a%20b&fieldValidation=Strict&x=%2F&x=2";
        send(
                CREATE,
                "kind: Pod\n",
                Map.of(
                        KubernetesConstants.KUBERNETES_NAMESPACE_NAME,
                        "shop",
                        Exchange.HTTP_RAW_QUERY,
                        query,
                        "Content-Type",
                        "application/yaml; charset=utf-8",
                        "User-Agent",
                        "kubectl/v1.35.4 (linux/amd64)",
                        "Authorization",
                        "Bearer hush"));
        assertThat(apiServer.requests()).singleElement().satisfies(request -> {
            assertThat(request.uri()).isEqualTo("/api/v1/namespaces/shop/pods?" + query);
            assertThat(request.body()).isEqualTo("kind: Pod\n");
            assertThat(request.header("Content-type")).isEqualTo("application/yaml; charset=utf-8");
            assertThat(request.header("User-agent")).isEqualTo("kubectl/v1.35.4 (linux/amd64)");
            assertThat(request.header("Authorization")).isEqualTo("absent");
        });
    }

    @Test
    void aDeleteSendsItsOptions() {
        String options = "{\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"u\"}}";
        send(DELETE, options, pod("shop", "web", Exchange.HTTP_RAW_QUERY, "propagationPolicy=Orphan"));
        assertThat(apiServer.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("DELETE");
            assertThat(request.uri()).isEqualTo("/api/v1/namespaces/shop/pods/web?propagationPolicy=Orphan");
            assertThat(request.body()).isEqualTo(options);
            assertThat(request.header("Content-type")).isEqualTo("application/json");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = "")
    void aDeleteWithoutOptionsSendsNoBody(String body) {
        send(DELETE, body, pod("shop", "web"));
        send(DELETE, null, pod("shop", "web"));
        assertThat(apiServer.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.body()).isEmpty();
            assertThat(request.header("Content-type")).isEqualTo("absent");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "a b,        a%20b",
        "a+b,        a%2Bb",
        "a/b,        a%2Fb",
        "a?b#c,      a%3Fb%23c",
        "a%2Fb,      a%252Fb",
        "é,          %C3%A9",
        "'a\r\nb',   a%0D%0Ab"
    })
    void aNameCannotLeaveItsPlaceInThePath(String name, String escaped) {
        send(DELETE, null, pod(name, name));
        assertThat(apiServer.requests())
                .singleElement()
                .extracting(FakeApiServer.Request::uri)
                .isEqualTo("/api/v1/namespaces/%1$s/pods/%1$s".formatted(escaped));
    }

    @Test
    void theAnswerIsTheApiServersOwn() {
        apiServer.answers(201, "{\"kind\":\"Pod\",\"x\":1.10}", Map.of("Warning", "299 - \"old\""));
        Exchange exchange = send(CREATE, POD, Map.of(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "shop"));
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{\"kind\":\"Pod\",\"x\":1.10}");
        ApiAnswer answer = exchange.getProperty(RawObjects.ANSWER, ApiAnswer.class);
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.header("warning")).containsExactly("299 - \"old\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 422, 429, 500, 503})
    void aRefusalIsThrownWithTheUntouchedBodyAndSentOnce(int code) {
        String status = "{\"kind\":\"Status\",\"code\":%d,\"invented\":1.10}".formatted(code);
        apiServer.answers(code, status, Map.of("Retry-After", "7"));
        Exchange exchange = send(CREATE, POD, Map.of(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "shop"));
        assertThat(exchange.getException()).isInstanceOfSatisfying(ApiServerRefusal.class, refusal -> {
            assertThat(refusal.getCode()).isEqualTo(code);
            assertThat(refusal.answer().code()).isEqualTo(code);
            assertThat(new String(refusal.answer().body(), StandardCharsets.UTF_8))
                    .isEqualTo(status);
            assertThat(refusal.answer().header("Retry-After")).containsExactly("7");
        });
        assertThat(apiServer.requests()).hasSize(1);
    }

    @Test
    void anApiServerThatIsNotThereIs503() {
        apiServer.close();
        Exchange exchange = send(CREATE, POD, Map.of(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "shop"));
        assertThat(exchange.getException()).isInstanceOfSatisfying(StatusException.class, refusal -> {
            assertThat(refusal.status().getCode()).isEqualTo(503);
            assertThat(refusal.status().getDetails().getRetryAfterSeconds()).isEqualTo(1);
            assertThat(refusal.getMessage()).isEqualTo("the API server cannot be reached; nothing was sent to it");
        });
    }

    @Test
    void theStockWayStillWorks() {
        apiServer.answers(
                201,
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\",\"uid\":\"u\"}}",
                Map.of());
        Exchange exchange = send(
                CREATE,
                null,
                pod(
                        "shop",
                        "web",
                        KubernetesConstants.KUBERNETES_POD_SPEC,
                        new PodSpecBuilder()
                                .addNewContainer()
                                .withName("app")
                                .withImage("a:1")
                                .endContainer()
                                .build()));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(Pod.class).getMetadata().getUid())
                .isEqualTo("u");
        assertThat(apiServer.requests()).singleElement().satisfies(request -> {
            assertThat(request.uri()).startsWith("/api/v1/namespaces/shop/pods");
            assertThat(request.body()).contains("\"name\":\"web\"", "\"image\":\"a:1\"");
        });
    }

    @Test
    void aMissingHeaderOrBodyIsAClearErrorAndNothingIsSent() {
        assertThat(send(CREATE, POD, Map.of()).getException())
                .hasMessage("the header CamelKubernetesNamespaceName is missing");
        assertThat(send(DELETE, null, Map.of(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "shop"))
                        .getException())
                .hasMessage("the header CamelKubernetesPodName is missing");
        assertThat(send(DELETE, null, pod("", "web")).getException())
                .hasMessage("the header CamelKubernetesNamespaceName is missing");
        assertThat(send(CREATE, null, Map.of(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "shop"))
                        .getException())
                .hasMessage("createPod needs the whole object as body, as JSON in any form that converts to bytes,"
                        + " or the header CamelKubernetesPodSpec");
        assertThat(apiServer.requests()).isEmpty();
    }

    private Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    private static Map<String, Object> pod(String namespace, String name) {
        return Map.of(
                KubernetesConstants.KUBERNETES_NAMESPACE_NAME,
                namespace,
                KubernetesConstants.KUBERNETES_POD_NAME,
                name);
    }

    private static Map<String, Object> pod(String namespace, String name, String header, Object value) {
        var headers = new HashMap<>(pod(namespace, name));
        headers.put(header, value);
        return headers;
    }
}
