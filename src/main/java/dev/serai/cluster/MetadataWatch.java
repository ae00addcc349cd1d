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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears which objects of one resource change, not how: {@code PartialObjectMetadata}. It goes on trying for ever. All
 * but {@link #isConnected} happens on the scheduler's one thread.
 */
final class MetadataWatch {

    private static final Logger LOG = LoggerFactory.getLogger(MetadataWatch.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "application/json;as=%s;g=meta.k8s.io;v=v1";
    private static final int OK = 200;
    private static final int GONE = 410;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration RETRY = Duration.ofSeconds(1);
    // A right that lacks, or an API server without this resource: both may last.
    private static final Duration RETRY_REFUSED = Duration.ofSeconds(30);
    // The API server sends a bookmark a minute.
    private static final Duration SILENCE = Duration.ofSeconds(75);
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final ApiServer apiServer;
    private final String path;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Consumer<String> changed;
    private final Runnable begun;
    private volatile boolean connected;
    // Answers to an attempt that was given up since count no more.
    private int attempt;
    private @Nullable ApiStream stream;
    private WatchEventLines lines = new WatchEventLines();
    private @Nullable Instant heard;
    // Null: to be asked for. Kept only from one watch that ended in order to the next: an API server that comes back
    // may
    // have an older history.
    private @Nullable String version;
    private int refused;

    /**
     * {@code changed} hears the name of each object that was made, changed or deleted; {@code begun} that the watch has
     * begun, or goes on after an interruption.
     */
    MetadataWatch(
            ApiServer apiServer,
            String path,
            ScheduledExecutorService scheduler,
            Clock clock,
            Consumer<String> changed,
            Runnable begun) {
        this.apiServer = apiServer;
        this.path = path;
        this.scheduler = scheduler;
        this.clock = clock;
        this.changed = changed;
        this.begun = begun;
    }

    void start() {
        scheduler.execute(this::connect);
        scheduler.scheduleWithFixedDelay(this::endIfSilent, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isConnected() {
        return connected;
    }

    /** Gives up an attempt of which nothing has been heard for so long that its connection must be dead. */
    void endIfSilent() {
        if (heard != null && heard.plus(SILENCE).isBefore(clock.instant())) {
            version = null;
            again(Duration.ZERO);
        }
    }

    void close() {
        scheduler.execute(this::end);
    }

    private void end() {
        attempt++;
        connected = false;
        heard = null;
        if (stream != null) {
            stream.cancel();
            stream = null;
        }
    }

    private void anew() {
        version = null;
        again(RETRY);
    }

    private void again(Duration delay) {
        end();
        int mine = attempt;
        scheduler.schedule(
                () -> {
                    if (mine == attempt) {
                        connect();
                    }
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void connect() {
        int mine = ++attempt;
        heard = clock.instant();
        if (version != null) {
            watch(mine);
            return;
        }
        apiServer
                .sendAsync(get("PartialObjectMetadataList", "limit=1"))
                .whenComplete((answer, failure) -> guarded(mine, () -> {
                    if (failure != null) {
                        anew();
                    } else if (answer.code() != OK) {
                        refuse(answer.code());
                    } else {
                        version = version(read(answer.body()));
                        watch(mine);
                    }
                }));
    }

    private void watch(int mine) {
        String query = "watch=true&allowWatchBookmarks=true&resourceVersion=" + version;
        apiServer.stream(get("PartialObjectMetadata", query)).whenComplete((answer, failure) -> {
            if (answer != null) {
                scheduler.execute(() -> {
                    if (mine != attempt) {
                        answer.cancel();
                    }
                });
            }
            guarded(mine, () -> {
                if (failure != null) {
                    anew();
                } else if (answer.code() != OK) {
                    answer.cancel();
                    refuse(answer.code());
                } else {
                    follow(answer, mine);
                }
            });
        });
    }

    private void follow(ApiStream answer, int mine) {
        stream = answer;
        lines = new WatchEventLines();
        heard = clock.instant();
        refused = 0;
        answer.onPart(parts -> guarded(mine, () -> take(answer, parts)));
        answer.onEnd(failure -> guarded(mine, () -> {
            if (failure == null) {
                again(RETRY);
            } else {
                anew();
            }
        }));
        begun.run();
        connected = true;
        answer.next();
    }

    private void take(ApiStream answer, List<ByteBuffer> parts) throws IOException {
        heard = clock.instant();
        int mine = attempt;
        for (byte[] line : lines.add(parts)) {
            event(read(line));
            if (mine != attempt) {
                return;
            }
        }
        answer.next();
    }

    private void event(JsonNode event) throws IOException {
        String type = event.path("type").asText();
        if (type.equals("ERROR")) {
            // What happened since the version that is known is not known any more.
            anew();
            return;
        }
        version = version(event.path("object"));
        if (!type.equals("BOOKMARK")) {
            changed.accept(event.path("object").path("metadata").path("name").asText());
        }
    }

    private void refuse(int code) {
        if (code == GONE || code == TOO_MANY_REQUESTS || code >= SERVER_ERROR) {
            anew();
            return;
        }
        version = null;
        if (refused != code) {
            LOG.warn(
                    "{} cannot be watched: the API server answered {}; without the right to list and watch them,"
                            + " discovery may be a second late",
                    path.substring(path.lastIndexOf('/') + 1),
                    code);
        }
        refused = code;
        again(RETRY_REFUSED);
    }

    private interface Step {
        void run() throws IOException;
    }

    // On the scheduler's thread, unless the attempt was given up; what cannot be read is asked for anew.
    private void guarded(int mine, Step step) {
        if (scheduler.isShutdown()) {
            return;
        }
        scheduler.execute(() -> {
            if (mine != attempt) {
                return;
            }
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                LOG.debug("the watch of {} begins anew: {}", path, e.getClass().getName());
                anew();
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
