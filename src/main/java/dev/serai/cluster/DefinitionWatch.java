package dev.serai.cluster;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Hears of each change of what defines the APIs that the API server serves. Only names are asked for: definitions are
 * large, and whoever wants to know what one says asks for it.
 */
public final class DefinitionWatch implements AutoCloseable {

    /** What defines APIs. */
    public enum Kind {
        /** Custom resources. */
        CUSTOM_RESOURCE_DEFINITIONS("/apis/apiextensions.k8s.io/v1/customresourcedefinitions"),
        /** Groups with their versions, also those that other API servers answer for. */
        API_SERVICES("/apis/apiregistration.k8s.io/v1/apiservices");

        private final String path;

        Kind(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }
    }

    private final List<DefinitionListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "serai-definitions");
        thread.setDaemon(true);
        return thread;
    });
    private final List<MetadataWatch> watches;

    public DefinitionWatch(ApiServer apiServer, Clock clock) {
        watches = Arrays.stream(Kind.values())
                .map(kind -> new MetadataWatch(
                        apiServer,
                        kind.path(),
                        scheduler,
                        clock,
                        name -> listeners.forEach(listener -> listener.changed(kind, name)),
                        () -> listeners.forEach(listener -> listener.mayHaveChanged(kind))))
                .toList();
    }

    /** From now on {@code listener} hears of changes. */
    public void listen(DefinitionListener listener) {
        listeners.add(listener);
    }

    /** Begins, and returns at once. */
    public void start() {
        watches.forEach(MetadataWatch::start);
    }

    /** Whether each change is heard of. If not, the API server is away, or Serai may not list and watch them. */
    public boolean isConnected() {
        return watches.stream().allMatch(MetadataWatch::isConnected);
    }

    @Override
    public void close() {
        watches.forEach(MetadataWatch::close);
        // What still waits for its time finds that its watch has ended.
        scheduler.shutdown();
    }
}
