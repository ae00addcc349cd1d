package dev.serai.rest.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a delete or an eviction asks for, of which its answer tells nothing: kubectl asks in the body for a dry run.
 *
 * @param known whether they could be read
 * @param dryRun whether nothing is to be done
 * @param immediate whether no time of grace is to be granted
 */
public record DeleteOptions(boolean known, boolean dryRun, boolean immediate) {

    public static final DeleteOptions UNKNOWN = new DeleteOptions(false, false, false);

    /** Reads them where the API server does: a delete's body, else its query; an eviction's body, and its query too. */
    static DeleteOptions of(WriteRequest write, @Nullable String mediaType, byte[] body) {
        boolean inQuery = !write.isDelete() || body.length == 0;
        JsonNode options = MissingNode.getInstance();
        if (body.length > 0) {
            try {
                JsonNode object = WireObject.read(mediaType, body);
                options = write.isDelete() ? object : object.path("deleteOptions");
            } catch (IOException e) {
                return UNKNOWN;
            }
        }
        boolean dry = write.request().parameter("dryRun") != null && inQuery;
        String grace = inQuery ? write.request().parameter("gracePeriodSeconds") : null;
        return new DeleteOptions(
                true,
                dry || !options.path("dryRun").isEmpty(),
                write.isDelete() && "0".equals(grace)
                        || options.path("gracePeriodSeconds").asLong(-1) == 0);
    }
}
