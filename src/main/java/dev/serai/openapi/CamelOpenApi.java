package dev.serai.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.log.LoggedCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.spi.RestApiProcessorFactory;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets camel-openapi-java, or another reader that Camel finds, read the services of the REST DSL. */
final class CamelOpenApi {

    private static final Logger LOG = LoggerFactory.getLogger(CamelOpenApi.class);
    private static final String FACTORIES = "META-INF/services/org/apache/camel/restapi/";
    // Title and version of the document, unless camel.rest.apiProperties sets them.
    private static final Map<String, Object> ABOUT =
            Map.of("api.title", "Services beside the Kubernetes API", "api.version", "1");

    private final CamelContext context;
    private final ObjectMapper mapper = new ObjectMapper();

    CamelOpenApi(CamelContext context) {
        this.context = context;
    }

    /**
     * The document of {@code rests}, which are all of the context. A service that cannot be read is left out, and named
     * in the log.
     *
     * @throws Exception if nothing can be read
     */
    ObjectNode read(List<RestDefinition> rests) throws Exception {
        try {
            return read();
        } catch (Exception unreadable) {
            // For Camel, one such service is the end of the whole document.
            return readWithout(
                    rests.stream().filter(rest -> !isReadable(rest, rests)).toList());
        }
    }

    private boolean isReadable(RestDefinition rest, List<RestDefinition> rests) {
        try {
            readWithout(rests.stream().filter(other -> other != rest).toList());
            return true;
        } catch (Exception unreadable) {
            LOG.warn(
                    "the services under '{}' in {} are not in the OpenAPI document ({}); at DEBUG the log says why",
                    rest.getPath(),
                    rest.getLocation(),
                    unreadable.getClass().getSimpleName());
            LOG.debug("the services under '{}' cannot be read: {}", rest.getPath(), LoggedCause.of(unreadable));
            return false;
        }
    }

    // Their routes run already, so disabling them affects only the reader.
    private ObjectNode readWithout(List<RestDefinition> hidden) throws Exception {
        List<String> before = new ArrayList<>();
        hidden.forEach(rest -> before.add(rest.getDisabled()));
        try {
            hidden.forEach(rest -> rest.setDisabled("true"));
            return read();
        } finally {
            for (int i = 0; i < hidden.size(); i++) {
                hidden.get(i).setDisabled(before.get(i));
            }
        }
    }

    private ObjectNode read() throws Exception {
        Processor reader = context.getCamelContextExtension()
                .getFactoryFinder(FACTORIES)
                .newInstance("openapi", RestApiProcessorFactory.class)
                .orElseThrow(() -> new IllegalStateException("camel-openapi-java is not on the class path"))
                // It reads the services once, when it starts.
                .createApiProcessor(context, "", context.getRestConfiguration(), new HashMap<>(ABOUT));
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
}
