package dev.serai.rest.wire;

/** The forms of an answer that Serai makes itself. */
public enum Format {
    /** The object's own JSON. */
    JSON("application/json"),
    /** The same as YAML. */
    YAML("application/yaml"),
    /** {@code PartialObjectMetadata}: what is common to all resources. */
    METADATA("application/json"),
    /** {@code PartialObjectMetadataList}. */
    METADATA_LIST("application/json"),
    /** {@code Table}: what {@code kubectl get} shows, with the metadata of each object. */
    TABLE("application/json"),
    /** The same with the whole objects. */
    TABLE_WITH_OBJECTS("application/json"),
    /** The same with nothing but the cells. */
    BARE_TABLE("application/json"),
    /** Server-sent events, for watches. */
    EVENTS("text/event-stream");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    public boolean isTable() {
        return this == TABLE || this == TABLE_WITH_OBJECTS || this == BARE_TABLE;
    }
}
