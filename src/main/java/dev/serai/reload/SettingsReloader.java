package dev.serai.reload;

import dev.serai.settings.SettingValues;
import dev.serai.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on changes of the file that {@code SERAI_CONFIG} names to what can use them while Serai runs. A file with an
 * error is refused as a whole, and all settings stay as they were.
 */
public final class SettingsReloader extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsReloader.class);
    // The settings that can change while Serai runs.
    private static final String TAKEN = "serai.writes.";

    private final CamelContext context;
    private final Settings settings;
    private final Consumer<SettingValues> taker;
    private byte @Nullable [] seen;
    private @Nullable Map<String, String> started;
    private @Nullable Poll poll;

    /** {@code taker} throws an IllegalArgumentException with the key and the value that it cannot use. */
    public SettingsReloader(CamelContext context, Settings settings, Consumer<SettingValues> taker) {
        this.context = context;
        this.settings = settings;
        this.taker = taker;
    }

    @Override
    protected void doStart() {
        if (settings.file() == null) {
            return;
        }
        poll = new Poll(
                context,
                "changed-settings",
                "'%s' could not be taken, what was set stays".formatted(settings.file()),
                this::look);
        poll.start();
    }

    @Override
    protected void doStop() {
        if (poll != null) {
            poll.stop();
        }
    }

    /** Names the settings that differ from those at the start and cannot change now. */
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
                taker.accept(SettingValues.of(current));
                tellOfOthers(current);
            }
        } catch (IOException e) {
            LOG.warn("'{}' cannot be read; what was set stays", settings.file());
        } catch (IllegalArgumentException refused) {
            // The text of the check: what is wrong, and what would be right.
            LOG.error("'{}' is refused, what was set stays: {}", settings.file(), refused.getMessage());
        }
    }
}
