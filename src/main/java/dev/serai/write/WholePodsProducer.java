package dev.serai.write;

import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.AbstractKubernetesEndpoint;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.component.kubernetes.pods.KubernetesPodsProducer;
import org.apache.camel.util.ObjectHelper;

/**
 * Creates and deletes pods as they were sent. The stock producer builds a new pod from three headers, and annotations,
 * owner references, finalizers, {@code generateName} and every query parameter are lost on the way.
 *
 * <p>{@code createPod} sends the body, whatever converts to bytes, unless {@code CamelKubernetesPodSpec} asks for the
 * stock way. {@code deletePod} sends the body as delete options, if there is one. Both pass on
 * {@code CamelHttpRawQuery}, {@code Content-Type} and {@code User-Agent}, and leave the API server's JSON in the body
 * and its whole answer in the exchange property {@value #ANSWER}.
 */
public final class WholePodsProducer extends KubernetesPodsProducer {

    /** The exchange property that holds the {@link ApiAnswer}. */
    public static final String ANSWER = "SeraiApiAnswer";

    private static final String CONTENT_TYPE = "Content-Type";
    private static final String USER_AGENT = "User-Agent";

    private final ApiServer apiServer;

    WholePodsProducer(AbstractKubernetesEndpoint endpoint, ApiServer apiServer) {
        super(endpoint);
        this.apiServer = apiServer;
    }

    @Override
    protected void doCreatePod(Exchange exchange) {
        if (exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_POD_SPEC) != null) {
            super.doCreatePod(exchange);
            return;
        }
        send(exchange, "POST", pods(exchange), mandatoryBody(exchange));
    }

    @Override
    protected void doDeletePod(Exchange exchange) {
        byte[] options = exchange.getMessage().getBody(byte[].class);
        String pod = pods(exchange) + "/" + header(exchange, KubernetesConstants.KUBERNETES_POD_NAME);
        send(exchange, "DELETE", pod, options == null || options.length == 0 ? null : options);
    }

    private void send(Exchange exchange, String method, String path, byte[] body) {
        Message message = exchange.getMessage();
        String query = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        ApiAnswer answer = apiServer.send(new ApiRequest(method, path, query, headers(message, body), body));
        if (!answer.isSuccess()) {
            throw new ApiServerRefusal(answer);
        }
        exchange.setProperty(ANSWER, answer);
        message.setBody(answer.body());
    }

    private static Map<String, String> headers(Message message, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Accept", "application/json");
        // The user agent names the field manager where the caller gives none.
        String userAgent = message.getHeader(USER_AGENT, String.class);
        if (userAgent != null) {
            headers.put(USER_AGENT, userAgent);
        }
        if (body != null) {
            String contentType = message.getHeader(CONTENT_TYPE, String.class);
            headers.put(CONTENT_TYPE, contentType == null ? "application/json" : contentType);
        }
        return headers;
    }

    private static byte[] mandatoryBody(Exchange exchange) {
        try {
            return exchange.getMessage().getMandatoryBody(byte[].class);
        } catch (InvalidPayloadException e) {
            throw new IllegalArgumentException(
                    "createPod needs the whole pod as body, as JSON in any form that"
                            + " converts to bytes, or the header " + KubernetesConstants.KUBERNETES_POD_SPEC,
                    e);
        }
    }

    private static String pods(Exchange exchange) {
        return "/api/v1/namespaces/%s/pods".formatted(header(exchange, KubernetesConstants.KUBERNETES_NAMESPACE_NAME));
    }

    private static String header(Exchange exchange, String name) {
        String value = exchange.getMessage().getHeader(name, String.class);
        if (ObjectHelper.isEmpty(value)) {
            throw new IllegalArgumentException("the header %s is missing".formatted(name));
        }
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
