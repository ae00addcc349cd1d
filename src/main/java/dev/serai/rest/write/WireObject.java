package dev.serai.rest.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** A Kubernetes object on the wire, in any of its forms. */
public final class WireObject {

    public static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML =
            new YAMLMapper(YAMLFactory.builder().loaderOptions(yamlOptions()).build());

    private WireObject() {}

    /**
     * Reads an object; of protobuf only what {@link ProtobufObject} reads. A missing node if there is none.
     *
     * @param mediaType its type without parameters; null is JSON
     * @throws IOException if it is malformed, or its type is unknown here
     */
    public static JsonNode read(@Nullable String mediaType, byte[] body) throws IOException {
        JsonNode read =
                switch (mediaType == null || mediaType.isEmpty() ? "application/json" : mediaType) {
                    case "application/json" -> JSON.readTree(body);
                    case "application/yaml" -> YAML.readTree(body);
                    case PROTOBUF -> ProtobufObject.read(body);
                    default -> throw new IOException("a type that cannot be read");
                };
        return read == null ? MissingNode.getInstance() : read;
    }

    // A list may be long. The API server writes no aliases, by which a short text becomes long.
    private static LoaderOptions yamlOptions() {
        var options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        return options;
    }
}
