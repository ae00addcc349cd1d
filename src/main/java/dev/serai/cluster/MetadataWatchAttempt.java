package dev.serai.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch of {@code PartialObjectMetadata}, from its request to its end. Everything happens on the scheduler's one
 * thread. After {@link #cancel} it tells its owner nothing more.
 */
final class MetadataWatchAttempt {

    /** Hears what becomes of the attempt. */
    interface Owner {
        void begun();

        /** The object of this name was made, changed or deleted. */
        void changed(String name);

        /** The watch has ended; the next may begin at {@code version}. Null: that version must be asked for. */
        void ended(@Nullable String version);

        /** The API server answered with {@code code} instead of 200. */
        void refused(int code);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(MetadataWatch.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "application/json;as=%s;g=meta.k8s.io;v=v1";
    private static final int OK = 200;
    // The API server sends a bookmark each minute.
    private static final Duration SILENCE = Duration.ofSeconds(75);

    private final ApiServer apiServer;
    private final String path;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Owner owner;
    private final WatchEventLines lines = new WatchEventLines();
    private @Nullable String version;
    private Instant heard;
    private @Nullable ApiStream stream;
    private boolean cancelled;

    /** {@code version} is where the watch begins; null: it asks for the version first. */
    MetadataWatchAttempt(
            ApiServer apiServer,
            String path,
            @Nullable String version,
            ScheduledExecutorService scheduler,
            Clock clock,
            Owner owner) {
        this.apiServer = apiServer;
        this.path = path;
        this.version = version;
        this.scheduler = scheduler;
        this.clock = clock;
        this.owner = owner;
        this.heard = clock.instant();
    }

    void start() {
        if (version != null) {
            watch();
            return;
        }
        apiServer
                .sendAsync(get("PartialObjectMetadataList", "limit=1"))
                .whenComplete((answer, failure) -> guarded(() -> {
                    if (failure != null) {
                        owner.ended(null);
                    } else if (answer.code() != OK) {
                        owner.refused(answer.code());
                    } else {
                        version = version(read(answer.body()));
                        watch();
                    }
                }));
    }

    /** Whether nothing has been heard for so long that the connection must be dead. */
    boolean isSilent() {
        return heard.plus(SILENCE).isBefore(clock.instant());
    }

    void cancel() {
        cancelled = true;
        if (stream != null) {
            stream.cancel();
        }
    }

    private void watch() {
        String query = "watch=true&allowWatchBookmarks=true&resourceVersion=" + version;
        apiServer.stream(get("PartialObjectMetadata", query)).whenComplete((answer, failure) -> {
            if (answer != null) {
                scheduler.execute(() -> {
                    if (cancelled) {
                        answer.cancel();
                    }
                });
            }
            guarded(() -> {
                if (failure != null) {
                    owner.ended(null);
                } else if (answer.code() != OK) {
                    answer.cancel();
                    owner.refused(answer.code());
                } else {
                    follow(answer);
                }
            });
        });
    }

    private void follow(ApiStream answer) {
        stream = answer;
        heard = clock.instant();
        answer.onPart(parts -> guarded(() -> take(answer, parts)));
        answer.onEnd(failure -> guarded(() -> owner.ended(failure == null ? version : null)));
        owner.begun();
        answer.next();
    }

    private void take(ApiStream answer, List<ByteBuffer> parts) throws IOException {
        heard = clock.instant();
        for (byte[] line : lines.add(parts)) {
            event(read(line));
            if (cancelled) {
                return;
            }
        }
        answer.next();
    }

    private void event(JsonNode event) throws IOException {
        String type = event.path("type").asText();
        if (type.equals("ERROR")) {
            // Nobody knows any more what happened since the version that is known.
            owner.ended(null);
            return;
        }
        version = version(event.path("object"));
        if (!type.equals("BOOKMARK")) {
            owner.changed(event.path("object").path("metadata").path("name").asText());
        }
    }

    // On the scheduler's thread. After an answer that cannot be read, the watch begins anew.
    private void guarded(Step step) {
        if (scheduler.isShutdown()) {
            return;
        }
        scheduler.execute(() -> {
            if (cancelled) {
                return;
            }
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                LOG.debug("the watch of {} begins anew: {}", path, e.getClass().getName());
                owner.ended(null);
            }
        });
    }

    private ApiRequest get(String form, String query) {
        return ApiRequest.get(path, query, Map.of("Accept", FORM.formatted(form)));
    }

    private static JsonNode read(byte[] json) throws IOException {
        return JSON.readTree(json);
    }

    private static String version(JsonNode object) throws IOException {
        String version = object.path("metadata").path("resourceVersion").asText();
        if (version.isEmpty()) {
            throw new IOException("no resourceVersion");
        }
        return version;
    }
}
