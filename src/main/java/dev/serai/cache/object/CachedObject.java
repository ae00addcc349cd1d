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
 * One object of the cluster: the JSON that the API server sent, without the stripped fields. A few fields that are
 * needed often are kept beside it. It is a fabric8 resource, so that a fabric8 informer can hold it.
 */
// fabric8's interface names its own deserializer; {@link CachedObjectModule} takes the place of it.
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

    /** The kind that came with the object; null for a list item of a built-in resource, which has none. */
    @Nullable
    String kind() {
        return kind;
    }

    /** The API version that came with the object; null if there is no kind. */
    @Nullable
    String apiVersion() {
        return apiVersion;
    }

    /** The namespace; null if the resource has none. */
    public @Nullable String namespace() {
        return namespace;
    }

    /** The name; empty if this is a bookmark instead of an object. */
    public String name() {
        return name;
    }

    /** The uid; empty if it came without one. */
    public String uid() {
        return uid;
    }

    /** The version; empty if it came without one. */
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

    /** The node and the phase of a pod; empty for other resources. */
    public PodFields podFields() {
        return podFields;
    }

    /**
     * The object as an item of a list of a built-in resource: without {@code kind} and {@code apiVersion}, which {@link
     * ResourceType#document} adds. Callers must not change the array.
     */
    public byte[] json() {
        return json;
    }

    /** Whether {@code other} is this object in any version; {@code other} may be null. */
    public boolean isSameObject(@Nullable CachedObject other) {
        return other != null && uid.equals(other.uid);
    }

    /** Whether {@code other} is this object in the same version; {@code other} may be null. */
    public boolean isSameState(@Nullable CachedObject other) {
        return other != null && isSameObject(other) && resourceVersion.equals(other.resourceVersion);
    }

    /** Whether {@code other} has the same content; the order of members does not matter. */
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

    /** Differs if the content differs: the same version may come again with other content. */
    public int checksum() {
        return checksum;
    }

    /** Whether this is a bookmark instead of an object. A bookmark says how far the watch of its resource is. */
    public boolean isBookmark() {
        return name.isEmpty();
    }

    /** The key by which the API server sorts objects: namespace, slash, name. */
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
                // fabric8 needs a name as a key, and a bookmark has an empty one.
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
        // fabric8 calls this for each item of a list; the resource's type already knows it for all of them.
    }
}
