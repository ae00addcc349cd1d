package dev.serai.reload;

import dev.serai.log.LoggedCause;
import dev.serai.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of changes in the file that {@code SERAI_CONFIG} names to what can take them while Serai runs. What cannot be
 * taken is refused as a whole, and everything stays as it was. The file is looked at again and again instead of
 * watched: a mounted ConfigMap changes by a link that no watch reports.
 */
public final class SettingsReloader extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsReloader.class);
    // The settings that can change while Serai runs.
    private static final String TAKEN = "serai.writes.";
    private static final long LOOK_MILLIS = 1_000;

    private final CamelContext context;
    private final Settings settings;
    private final Consumer<Map<String, String>> taker;
    private byte[] seen;
    private Map<String, String> started;
    private ScheduledExecutorService scheduler;

    /** {@code taker} throws an IllegalArgumentException that names key and value of what it cannot take. */
    public SettingsReloader(CamelContext context, Settings settings, Consumer<Map<String, String>> taker) {
        this.context = context;
        this.settings = settings;
        this.taker = taker;
    }

    @Override
    protected void doStart() {
        if (settings.file() == null) {
            return;
        }
        look();
        scheduler = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "changed-settings");
        scheduler.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        if (scheduler != null) {
            context.getExecutorServiceManager().shutdownNow(scheduler);
        }
    }

    /** What holds since the start and is another in the file now. */
    private void tellOfOthers(Map<String, String> current) {
        if (started == null) {
            started = current;
        }
        var others = new TreeSet<String>();
        for (Map<String, String> side : List.of(started, current)) {
            side.keySet().stream()
                    .filter(key -> !key.startsWith(TAKEN))
                    .filter(key -> !Objects.equals(started.get(key), current.get(key)))
                    .forEach(others::add);
        }
        if (!others.isEmpty()) {
            LOG.warn("'{}' changes {}, which hold after a restart only", settings.file(), others);
        }
    }

    private void look() {
        try {
            byte[] now = Files.readAllBytes(settings.file());
            if (!Arrays.equals(now, seen)) {
                seen = now;
                Map<String, String> current = settings.current();
                taker.accept(current);
                tellOfOthers(current);
            }
        } catch (IOException e) {
            LOG.warn("'{}' cannot be read; what was set stays", settings.file());
        } catch (IllegalArgumentException refused) {
            // The text of who checks the settings: which is wrong, and what would be right.
            LOG.error("'{}' is refused, what was set stays: {}", settings.file(), refused.getMessage());
        } catch (RuntimeException e) {
            // Whatever it was, the next look must come.
            LOG.error("'{}' could not be taken, what was set stays: {}", settings.file(), LoggedCause.trace(e));
            LOG.debug("'{}' could not be taken: {}", settings.file(), LoggedCause.of(e));
        }
    }
}
