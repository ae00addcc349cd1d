package dev.serai.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.model.rest.ResponseMessageDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.VerbDefinition;
import org.apache.camel.spi.RestApiProcessorFactory;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has camel-openapi-java, or what else Camel finds, read the services of the REST DSL. */
final class CamelOpenApi {

    private static final Logger LOG = LoggerFactory.getLogger(CamelOpenApi.class);
    private static final String FACTORIES = "META-INF/services/org/apache/camel/restapi/";
    // What the document says of itself unless camel.rest.apiProperties does.
    private static final Map<String, Object> ABOUT =
            Map.of("api.title", "Services beside the Kubernetes API", "api.version", "1");

    private final CamelContext context;
    private final ObjectMapper mapper = new ObjectMapper();

    CamelOpenApi(CamelContext context) {
        this.context = context;
    }

    /**
     * The document of {@code rests}, all that are in the context.
     *
     * @throws Exception if one of them cannot be read
     */
    ObjectNode read(List<RestDefinition> rests) throws Exception {
        rests.forEach(this::leaveOutUnknownTypes);
        RestConfiguration configuration = context.getRestConfiguration();
        Processor reader = context.getCamelContextExtension()
                .getFactoryFinder(FACTORIES)
                .newInstance("openapi", RestApiProcessorFactory.class)
                .orElseThrow(() -> new IllegalStateException("camel-openapi-java is not on the class path"))
                // Once for each version of the services: it reads them when it starts.
                .createApiProcessor(context, "", configuration, new HashMap<>(ABOUT));
        ServiceHelper.startService(reader);
        try {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setHeader(Exchange.HTTP_PATH, ".json");
            reader.process(exchange);
            return exchange.getMessage().getBody() instanceof byte[] json
                    ? (ObjectNode) mapper.readTree(json)
                    : mapper.createObjectNode();
        } finally {
            ServiceHelper.stopService(reader);
        }
    }

    // One would be the end of the whole document.
    private void leaveOutUnknownTypes(RestDefinition rest) {
        for (VerbDefinition verb : rest.getVerbs()) {
            Stream.concat(
                            Stream.of(verb.getType(), verb.getOutType()),
                            verb.getResponseMsgs().stream().map(ResponseMessageDefinition::getResponseModel))
                    .filter(Objects::nonNull)
                    .filter(type -> context.getClassResolver().resolveClass(type.replace("[]", "")) == null)
                    .findFirst()
                    .ifPresent(type -> leaveOut(rest, verb, type));
        }
    }

    private static void leaveOut(RestDefinition rest, VerbDefinition verb, String type) {
        if (!"false".equals(verb.getApiDocs())) {
            LOG.warn(
                    "{} {} of {} is not in the OpenAPI document: there is no class {}",
                    verb.asVerb(),
                    verb.getPath() == null ? rest.getPath() : verb.getPath(),
                    rest.getLocation(),
                    type);
            verb.setApiDocs("false");
        }
    }
}
