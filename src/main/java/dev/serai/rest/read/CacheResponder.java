package dev.serai.rest.read;

import dev.serai.cache.ResourceCache;
import dev.serai.rest.exchange.ReadAnswer;
import dev.serai.rest.wire.Encodings;
import dev.serai.rest.wire.EntityTags;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.Freshness;
import dev.serai.rest.wire.PrettyJson;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Makes the answer of what the cache has: with its freshness, not again for a caller who has it, zipped where wanted. */
final class CacheResponder {

    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    // Not Camel's, which writes may hold for as long as the API server lets them wait.
    private final WorkerExecutor workers;

    CacheResponder(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor(
                "serai-reads", Runtime.getRuntime().availableProcessors());
    }

    /** {@code version} is that of the object or of the list, and differs where the content does. */
    ReadAnswer answer(
            Request request, ResourceCache cache, Representation wanted, String version, Supplier<StreamedBody> body) {
        Format form = wanted.form();
        boolean pretty = wanted.pretty() && form != Format.YAML;
        Map<String, Object> headers = Freshness.of(cache);
        headers.put("Vary", "Accept, Accept-Encoding");
        // A table tells ages: it changes although no version does.
        if (!form.isTable()) {
            String tag = '"' + version + '-' + form.name().toLowerCase(Locale.ROOT) + (pretty ? "-pretty\"" : "\"");
            headers.put("ETag", tag);
            if (EntityTags.name(request.headers("If-None-Match"), tag)) {
                return ReadAnswer.withoutBody(NOT_MODIFIED, headers);
            }
        }
        headers.put("Content-Type", form.contentType());
        boolean zip = Encodings.takeGzip(request.headers("Accept-Encoding"));
        if (form != Format.JSON || pretty) {
            return new ReadAnswer(OK, headers, new MadeBody(workers, pretty ? () -> indented(body.get()) : body, zip));
        }
        StreamedBody json = body.get();
        if (zip && MadeBody.isWorthZipping(json)) {
            headers.put("Content-Encoding", "gzip");
            return new ReadAnswer(OK, headers, new MadeBody(workers, () -> json, true));
        }
        return new ReadAnswer(OK, headers, new JsonBody(json));
    }

    // Its length is that before.
    private static StreamedBody indented(StreamedBody json) {
        return new StreamedBody(json.length(), PrettyJson.of(json.parts()));
    }
}
