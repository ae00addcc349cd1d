package dev.serai.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ApiServerRefusal;
import dev.serai.fixture.api.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the stock producers get wrong; each test is one of their defects, of pods too. */
class RawCustomResourcesProducerTest extends CamelTestSupport {

    private static final String WIDGETS =
            "kubernetes-custom-resources:any?kubernetesClient=#kubernetesClient&crdGroup=example.com&crdVersion=v1"
                    + "&crdPlural=widgets&crdScope=Namespaced&namespace=shop&operation=";
    private static final String PODS = "kubernetes-pods:any?kubernetesClient=#kubernetesClient&operation=";
    private static final String WIDGET =
            "{\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\",\"finalizers\":[\"a/b\"]},\"x\":1.10}";

    private final FakeApiServer apiServer = new FakeApiServer();
    private final KubernetesClient client = apiServer.client();
    private final ApiServer sent = new ApiServer(client);

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getRegistry().bind("kubernetesClient", client);
        context.addComponent("kubernetes-pods", new RawPodsComponent(sent));
        context.addComponent("kubernetes-custom-resources", new RawCustomResourcesComponent(sent));
        return context;
    }

    @AfterEach
    void close() {
        sent.close();
        client.close();
        apiServer.close();
    }

    @ParameterizedTest
    @CsvSource({
        "createCustomResource, POST,   /widgets,        application/json",
        "updateCustomResource, PUT,    /widgets/w,      application/json",
        "patchCustomResource,  PATCH,  /widgets/w,      application/merge-patch+json",
        "deleteCustomResource, DELETE, /widgets/w,      application/json",
        "deleteCustomResources, DELETE, /widgets,       application/json",
    })
    void theUriNamesTheResourceAndTheBodyArrivesAsItWasSent(
            String operation, String method, String path, String contentType) {
        send(WIDGETS + operation, WIDGET, Map.of(KubernetesConstants.KUBERNETES_CRD_INSTANCE_NAME, "w"));
        assertThat(apiServer.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo(method);
            assertThat(request.uri()).isEqualTo("/apis/example.com/v1/namespaces/shop" + path);
            assertThat(request.body()).isEqualTo(WIDGET);
            assertThat(request.header("Content-type")).isEqualTo(contentType);
        });
    }

    @Test
    void theHeadersNameAnyResourceOfTheCoreGroupAndOfTheClusterToo() {
        send(
                "kubernetes-custom-resources:any?kubernetesClient=#kubernetesClient&operation=updateCustomResource",
                Map.of("metadata", Map.of("name", "n1")),
                Map.of(
                        KubernetesConstants.KUBERNETES_CRD_VERSION, "v1",
                        KubernetesConstants.KUBERNETES_CRD_PLURAL, "nodes",
                        KubernetesConstants.KUBERNETES_CRD_SCOPE, "Cluster",
                        RawObjects.SUBRESOURCE, "status"));
        assertThat(apiServer.requests()).singleElement().satisfies(request -> {
            assertThat(request.uri()).isEqualTo("/api/v1/nodes/n1/status");
            assertThat(request.body()).isEqualTo("{\"metadata\":{\"name\":\"n1\"}}");
        });
    }

    @Test
    void theStockHeaderStillHoldsTheObject() {
        send(WIDGETS + "createCustomResource", null, Map.of(KubernetesConstants.KUBERNETES_CRD_INSTANCE, WIDGET));
        assertThat(apiServer.requests())
                .singleElement()
                .extracting(FakeApiServer.Request::body)
                .isEqualTo(WIDGET);
    }

    @ParameterizedTest
    @CsvSource({
        "createCustomResource, 409",
        "updateCustomResource, 409",
        "getCustomResource,    404",
        "deleteCustomResource, 404",
    })
    void aRefusalIsThrownAndNotAnsweredWithAnEmptyObject(String operation, int code) {
        apiServer.answers(code, "{\"kind\":\"Status\"}", Map.of());
        Exchange exchange =
                send(WIDGETS + operation, WIDGET, Map.of(KubernetesConstants.KUBERNETES_CRD_INSTANCE_NAME, "w"));
        assertThat(exchange.getException())
                .isInstanceOfSatisfying(ApiServerRefusal.class, refusal -> assertThat(refusal.getCode())
                        .isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource({"getPod", "deletePod"})
    void aPodThatIsNotThereIsNeitherNullNorFalse(String operation) {
        apiServer.answers(404, "{\"kind\":\"Status\"}", Map.of());
        Exchange exchange = send(PODS + operation, null, POD_HEADERS);
        assertThat(exchange.getException())
                .isInstanceOfSatisfying(ApiServerRefusal.class, refusal -> assertThat(refusal.getCode())
                        .isEqualTo(404));
    }

    @ParameterizedTest
    @CsvSource({
        "updatePod,  PUT,    /web, ''",
        "patchPod,   PATCH,  /web, ''",
        "deletePods, DELETE, '',   ''",
        "createPod,  POST,   /web/eviction, eviction",
    })
    void podsAreUpdatedPatchedAndEvictedWhole(String operation, String method, String path, String subresource) {
        var headers = new HashMap<>(POD_HEADERS);
        headers.put(RawObjects.SUBRESOURCE, subresource.isEmpty() ? null : subresource);
        send(PODS + operation, WIDGET, headers);
        assertThat(apiServer.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo(method);
            assertThat(request.uri()).isEqualTo("/api/v1/namespaces/shop/pods" + path);
            assertThat(request.body()).isEqualTo(WIDGET);
        });
    }

    @Test
    void aListOfPodsTakesLimitsAndSelectors() {
        apiServer.answers(200, "{\"kind\":\"PodList\",\"items\":[{\"metadata\":{\"name\":\"a\"}}]}", Map.of());
        Exchange exchange = send(
                PODS + "listPodsByLabels",
                null,
                Map.of(
                        KubernetesConstants.KUBERNETES_PODS_LABELS,
                        Map.of("app", "web"),
                        Exchange.HTTP_RAW_QUERY,
                        "limit=5&fieldSelector=spec.nodeName%3Dn"));
        assertThat(exchange.getMessage().getBody(List.class).size()).isEqualTo(1);
        assertThat(apiServer.requests())
                .singleElement()
                .extracting(FakeApiServer.Request::uri)
                .isEqualTo("/api/v1/pods?limit=5&fieldSelector=spec.nodeName%3Dn&labelSelector=app%3Dweb");
    }

    private static final Map<String, Object> POD_HEADERS = Map.of(
            KubernetesConstants.KUBERNETES_NAMESPACE_NAME, "shop", KubernetesConstants.KUBERNETES_POD_NAME, "web");

    private Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }
}
