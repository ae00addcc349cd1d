package dev.serai.rest.read;

import dev.serai.cache.ResourceCache;
import dev.serai.kube.StatusException;
import dev.serai.limit.CallerQuota;
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

/**
 * Makes an answer from the cache: with its freshness, with 304 if the caller has it already, and zipped if the caller
 * takes that.
 */
final class CacheResponder {

    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    // Not Camel's workers: writes may hold those for as long as the API server takes.
    private final WorkerExecutor workers;
    private final ListBytes bytes;

    CacheResponder(Vertx vertx, CallerQuota lists) {
        bytes = new ListBytes(lists);
        workers = vertx.createSharedWorkerExecutor(
                "serai-reads", Runtime.getRuntime().availableProcessors());
    }

    /**
     * {@code version} is that of the object or the list; another content has another version.
     *
     * @throws StatusException 429 if too much of other answers is under way
     */
    ReadAnswer answer(
            Request request, ResourceCache cache, Representation wanted, String version, Supplier<StreamedBody> body) {
        Format form = wanted.form();
        boolean pretty = wanted.pretty() && form != Format.YAML;
        Map<String, Object> headers = Freshness.of(cache);
        headers.put("Vary", "Accept, Accept-Encoding");
        // A table shows ages, so it changes although no version does.
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
            return new ReadAnswer(OK, headers, made(request, headers, pretty ? () -> indented(body.get()) : body, zip));
        }
        StreamedBody json = body.get();
        if (zip && MadeBody.isWorthZipping(json)) {
            headers.put("Content-Encoding", "gzip");
            return new ReadAnswer(OK, headers, made(request, headers, () -> json, true));
        }
        return new ReadAnswer(OK, headers, new JsonBody(json, bytes.hold(request, json)));
    }

    private MadeBody made(Request request, Map<String, Object> headers, Supplier<StreamedBody> body, boolean zip) {
        return new MadeBody(workers, body, zip, bytes, request, headers.keySet());
    }

    // Its length is that of the JSON before it is indented.
    private static StreamedBody indented(StreamedBody json) {
        return new StreamedBody(json.length(), PrettyJson.of(json.parts()));
    }
}
