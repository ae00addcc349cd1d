package dev.serai.conformance;

import java.util.Arrays;
import java.util.Objects;

/**
 * One event as a sink took it.
 *
 * @param id the CloudEvents id
 * @param source the CloudEvents source
 * @param type the CloudEvents type
 * @param subject the CloudEvents subject
 * @param body the object's JSON
 */
record Delivery(String id, String source, String type, String subject, byte[] body) {

    private static final int UID = 36;
    private static final String TYPE = "dev.serai.resource.";
    /** After every version of an object. */
    static final long END = Long.MAX_VALUE;

    /** Whether the id is one that Serai gives, and the type says the same. */
    boolean isWellFormed() {
        return id != null
                && id.matches(".{36}-(\\d+-(added|modified)|deleted)")
                && (TYPE + id.substring(id.lastIndexOf('-') + 1)).equals(type);
    }

    String uid() {
        return id.substring(0, UID);
    }

    /** The version that the event is about; of a delete {@link #END}. */
    long version() {
        return isDelete() ? END : Long.parseLong(id.substring(UID + 1, id.lastIndexOf('-')));
    }

    boolean isAdd() {
        return type.equals(TYPE + "added");
    }

    boolean isDelete() {
        return type.equals(TYPE + "deleted");
    }

    /** Whether a sink that keeps the first of two events with one id has lost nothing. The time may differ: it was seen
     * twice. */
    boolean isSameAs(Delivery other) {
        return Objects.equals(source, other.source)
                && type.equals(other.type)
                && Objects.equals(subject, other.subject)
                && Arrays.equals(body, other.body);
    }
}
