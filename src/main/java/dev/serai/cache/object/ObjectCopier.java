package dev.serai.cache.object;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.serai.kube.ResourceType;
import dev.serai.kube.selector.Labels;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Copies an object from the parser into bytes, token by token, without building a tree. It leaves out stripped fields,
 * and also {@code kind} and {@code apiVersion}: built-in resources lack them in lists and have them in watch events,
 * and {@link ResourceType} knows them for all objects of a type. Each instance copies one object.
 */
final class ObjectCopier {

    private final StrippedFields stripped;
    private @Nullable String kind;
    private @Nullable String apiVersion;
    private @Nullable String namespace;
    private String name = "";
    private String uid = "";
    private String resourceVersion = "";
    private Labels labels = Labels.NONE;
    private String nodeName = "";
    private String phase = "";

    ObjectCopier(StrippedFields stripped) {
        this.stripped = stripped;
    }

    /** Copies the object that begins at the current token of {@code in}. */
    void object(JsonParser in, JsonGenerator out) throws IOException {
        out.writeStartObject();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            if (stripped.isAll(field)) {
                in.skipChildren();
                continue;
            }
            switch (field) {
                case "kind" -> kind = in.getText().intern();
                case "apiVersion" -> apiVersion = in.getText().intern();
                case "metadata" -> {
                    out.writeFieldName(field);
                    metadata(in, out);
                }
                case "spec" -> nodeName = memberWith("nodeName", field, in, out);
                case "status" -> phase = memberWith("phase", field, in, out);
                default -> member(field, in, out);
            }
        }
        out.writeEndObject();
    }

    // Copies a member that is usually an object, and returns the text of one field of that object.
    private String memberWith(String wanted, String name, JsonParser in, JsonGenerator out) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            member(name, in, out);
            return "";
        }
        String found = "";
        out.writeFieldName(name);
        out.writeStartObject();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            if (in.nextToken() == JsonToken.VALUE_STRING && field.equals(wanted)) {
                found = in.getText();
            }
            if (stripped.isAll(name, field)) {
                in.skipChildren();
            } else {
                member(field, in, out);
            }
        }
        out.writeEndObject();
        return found;
    }

    private void metadata(JsonParser in, JsonGenerator out) throws IOException {
        out.writeStartObject();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            if (stripped.isAll("metadata", field)) {
                in.skipChildren();
                continue;
            }
            // A missing value may be written as null; null is neither text nor labels.
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                out.writeNullField(field);
                continue;
            }
            switch (field) {
                case "namespace" ->
                    out.writeStringField(field, namespace = in.getText().intern());
                case "name" -> out.writeStringField(field, name = in.getText());
                case "uid" -> out.writeStringField(field, uid = in.getText());
                case "resourceVersion" -> out.writeStringField(field, resourceVersion = in.getText());
                case "labels" -> {
                    out.writeFieldName(field);
                    labels = labels(in, out);
                }
                case "annotations" -> members("metadata.annotations", field, in, out);
                default -> member(field, in, out);
            }
        }
        out.writeEndObject();
    }

    // Copies an object without its stripped members.
    private void members(String path, String name, JsonParser in, JsonGenerator out) throws IOException {
        out.writeFieldName(name);
        out.writeStartObject();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            if (stripped.isAll(path, field)) {
                in.skipChildren();
            } else {
                member(field, in, out);
            }
        }
        out.writeEndObject();
    }

    private static Labels labels(JsonParser in, JsonGenerator out) throws IOException {
        var labels = new Labels.Builder();
        out.writeStartObject();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            in.nextToken();
            String value = in.getText();
            out.writeStringField(key, value);
            labels.add(key, value);
        }
        out.writeEndObject();
        return labels.build();
    }

    private static void member(String field, JsonParser in, JsonGenerator out) throws IOException {
        out.writeFieldName(field);
        int depth = 0;
        for (JsonToken token = in.currentToken(); ; token = in.nextToken()) {
            out.copyCurrentEventExact(in);
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return;
            }
        }
    }

    /** Builds the object from its copy {@code json}. */
    CachedObject build(byte[] json) {
        return new CachedObject(
                kind, apiVersion, namespace, name, uid, resourceVersion, labels, PodFields.of(nodeName, phase), json);
    }
}
