package dev.serai.cluster;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Hears each change of the definitions behind the APIs of the API server. It asks only for names, since definitions are
 * large; whoever needs the content asks for it.
 */
public final class DefinitionWatch implements AutoCloseable {

    /** The kinds of definitions. */
    public enum Kind {
        /** Custom resources. */
        CUSTOM_RESOURCE_DEFINITIONS("/apis/apiextensions.k8s.io/v1/customresourcedefinitions"),
        /** Groups with their versions, including those that other API servers serve. */
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

    /** Whether it hears each change. If not, the API server is away, or Serai has no right to list and watch them. */
    public boolean isConnected() {
        return watches.stream().allMatch(MetadataWatch::isConnected);
    }

    @Override
    public void close() {
        watches.forEach(MetadataWatch::close);
        // Waiting retries were cancelled with their watch.
        scheduler.shutdown();
    }
}
