package dev.serai.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.rest.wire.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.model.Model;
import org.apache.camel.model.rest.RestDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the OpenAPI document of the services that run. It is made anew when a file with services was loaded or
 * removed; Camel's own route would answer with what there was at the start.
 */
public final class OpenApiDocument {

    private final CamelContext context;
    private final CamelOpenApi camel;
    private final ObjectMapper mapper = new ObjectMapper();
    private volatile @Nullable Made made;

    /** The document that was made of {@code rests}. */
    private record Made(List<RestDefinition> rests, byte[] json, byte[] yaml) {

        // A service that was loaded again is another object.
        boolean isOf(List<RestDefinition> others) {
            return rests.size() == others.size()
                    && IntStream.range(0, rests.size()).allMatch(i -> rests.get(i) == others.get(i));
        }
    }

    /** The document of the services in {@code context}. */
    public OpenApiDocument(CamelContext context) {
        this.context = context;
        this.camel = new CamelOpenApi(context);
    }

    /** Answers as JSON. */
    public void json(Exchange exchange) throws Exception {
        answer(exchange, "application/json", current().json());
    }

    /** Answers as YAML. */
    public void yaml(Exchange exchange) throws Exception {
        answer(exchange, "application/yaml", current().yaml());
    }

    private static void answer(Exchange exchange, String type, byte[] body) {
        Message message = exchange.getMessage();
        // Headers of the request do not go back.
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, type);
        message.setBody(body);
    }

    private Made current() throws Exception {
        List<RestDefinition> rests = rests();
        Made known = made;
        return known != null && known.isOf(rests) ? known : make();
    }

    // One at a time, because services that cannot be read are changed meanwhile.
    private synchronized Made make() throws Exception {
        List<RestDefinition> rests = rests();
        Made known = made;
        if (known == null || !known.isOf(rests)) {
            ObjectNode document = new ServiceNames(context).mend(camel.read(rests), rests);
            byte[] json = mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
            known = new Made(rests, json, Yaml.of(json).getBytes());
            made = known;
        }
        return known;
    }

    private List<RestDefinition> rests() {
        // Another thread may be loading a file.
        List<RestDefinition> rests = new ArrayList<>(
                context.getCamelContextExtension().getContextPlugin(Model.class).getRestDefinitions());
        rests.removeIf(Objects::isNull);
        return rests;
    }
}
