package dev.serai;

import dev.serai.fixture.KubeApi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Somebody who writes something else all the time, as in any cluster: the versions of quiet resources stay behind. */
public final class OtherWrites implements AutoCloseable {

    private static final long BETWEEN_MILLIS = 20;

    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    private final Resource<ConfigMap> written;
    private int count;

    public OtherWrites(KubeApi api) {
        written = api.client()
                .configMaps()
                .inNamespace("default")
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("other-writes")
                        .endMetadata()
                        .build());
    }

    public void begin() {
        written.delete();
        written.create();
        writer.scheduleWithFixedDelay(this::write, 0, BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void write() {
        count++;
        written.edit(map -> new ConfigMapBuilder(map)
                .addToData("n", Integer.toString(count))
                .build());
    }

    @Override
    public void close() {
        writer.shutdownNow();
        written.delete();
    }
}
