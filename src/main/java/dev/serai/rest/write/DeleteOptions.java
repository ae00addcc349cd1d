package dev.serai.rest.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The options of a delete or an eviction, which its answer does not show: kubectl asks for a dry run in the body.
 *
 * @param known whether they could be read
 * @param dryRun whether nothing must be done
 * @param immediate whether there is no grace period
 */
public record DeleteOptions(boolean known, boolean dryRun, boolean immediate) {

    public static final DeleteOptions UNKNOWN = new DeleteOptions(false, false, false);

    /**
     * Reads them as the API server does: from a delete's body, or else its query; from an eviction's body and its
     * query.
     */
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
