package dev.serai.cache.object;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.kube.ExactJson;
import dev.serai.kube.ResourceType;
import dev.serai.kube.selector.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One object of the cluster: its JSON as the API server sent it, less what is stripped, and the few fields that
 * are asked for often enough to be kept beside it. fabric8 sees it as a resource, so that its informer can hold it.
 */
// fabric8 names how all resources are read and written; this leaves it to CachedObjectModule.
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonSerialize(using = JsonSerializer.None.class)
public final class CachedObject implements HasMetadata {

    private static final ObjectMapper MAPPER =
            ExactJson.configure(JsonMapper.builder()).build();

    private final @Nullable String kind;
    private final @Nullable String apiVersion;
    private final @Nullable String namespace;
    private final String name;
    private final String uid;
    private final String resourceVersion;
    private final transient Labels labels;
    private final transient PodFields podFields;
    private final byte[] json;
    private final int checksum;

    public CachedObject(
            @Nullable String kind,
            @Nullable String apiVersion,
            @Nullable String namespace,
            String name,
            String uid,
            String resourceVersion,
            Labels labels,
            PodFields podFields,
            byte[] json) {
        this.kind = kind;
        this.apiVersion = apiVersion;
        this.namespace = namespace;
        this.name = name;
        this.uid = uid;
        this.resourceVersion = resourceVersion;
        this.labels = labels;
        this.podFields = podFields;
        this.json = json;
        var sum = new CRC32C();
        sum.update(json, 0, json.length);
        this.checksum = (int) sum.getValue();
    }

    /** The kind as it came with the object; null for a list's item of a built-in resource, which has none. */
    @Nullable
    String kind() {
        return kind;
    }

    /** The API version as it came with the object; null where the kind is. */
    @Nullable
    String apiVersion() {
        return apiVersion;
    }

    /** The namespace; null where the resource has none. */
    public @Nullable String namespace() {
        return namespace;
    }

    /** The name; empty where this is no object but a bookmark. */
    public String name() {
        return name;
    }

    /** The uid; empty where it came without one. */
    public String uid() {
        return uid;
    }

    /** The version; empty where it came without one. */
    public String resourceVersion() {
        return resourceVersion;
    }

    /** The version as a number: versions are comparable (KEP-5504). */
    public long version() {
        return Long.parseLong(resourceVersion);
    }

    public Labels labels() {
        return labels;
    }

    /** Where a pod runs and how far it is; empty for other resources. */
    public PodFields podFields() {
        return podFields;
    }

    /**
     * The object as an item of a list of a built-in resource: without {@code kind} and {@code apiVersion}, which
     * {@link ResourceType#document} adds. Not to be written to.
     */
    public byte[] json() {
        return json;
    }

    /** Whether {@code other}, which may be null, is this object in whichever version. */
    public boolean isSameObject(@Nullable CachedObject other) {
        return other != null && uid.equals(other.uid);
    }

    /** Whether {@code other}, which may be null, is this object in the same version. */
    public boolean isSameState(@Nullable CachedObject other) {
        return other != null && isSameObject(other) && resourceVersion.equals(other.resourceVersion);
    }

    /** Whether the content is that of {@code other}, in whichever order its members came. */
    public boolean hasSameContent(CachedObject other) {
        return Arrays.equals(json, other.json) || tree().equals(other.tree());
    }

    private JsonNode tree() {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Differs where the content does: a version may come again with another one. */
    public int checksum() {
        return checksum;
    }

    /** Whether this is no object but a bookmark: how far its resource's watch is. */
    public boolean isBookmark() {
        return name.isEmpty();
    }

    /** Where the object stands in the API server's order: namespace, slash, name. */
    public String key() {
        return key(namespace, name);
    }

    public static String key(@Nullable String namespace, String name) {
        return namespace == null ? name : namespace + "/" + name;
    }

    @Override
    public ObjectMeta getMetadata() {
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                // fabric8 needs a name to put an object by: that of a bookmark is empty.
                .withName(name)
                .withUid(uid)
                .withResourceVersion(resourceVersion)
                .build();
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        throw new UnsupportedOperationException("a cached object does not change");
    }

    @Override
    public void setApiVersion(String version) {
        // fabric8 tells each item of a list; the resource's type knows it for all of them.
    }
}
