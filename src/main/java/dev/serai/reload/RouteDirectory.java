package dev.serai.reload;

import dev.serai.log.LoggedCause;
import dev.serai.log.UnexpectedFailure;
import dev.serai.validate.file.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the routes of {@code serai.routes.directory} as its files say. It loads everything in a new or changed file,
 * and removes everything of a file that is gone. It refuses a broken file, and its previous routes keep running.
 */
public final class RouteDirectory extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(RouteDirectory.class);

    private final CamelContext context;
    private final Path directory;
    private final RouteFileReader files;
    private final Map<String, byte[]> seen = new TreeMap<>();
    private final Map<String, RouteFile> running = new LinkedHashMap<>();
    // The files of Serai's own that a team's file replaces, or is to replace.
    private final Map<String, RouteFile> builtIn = new LinkedHashMap<>();
    private volatile List<String> missing = List.of("the files of serai.routes.directory are not loaded yet");
    private final RouteFileChecks checks;
    private final Poll poll;

    RouteDirectory(CamelContext context, Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("serai.routes.directory '%s' is no directory".formatted(directory));
        }
        this.context = context;
        this.directory = directory;
        this.files = new RouteFileReader(directory);
        this.checks = new RouteFileChecks(context);
        this.poll = new Poll(
                context, "team-routes", "the routes of '%s' could not be updated".formatted(directory), this::look);
    }

    /**
     * Adds the routes of {@code directory} after the built-in routes run, since they must not take the built-in ids.
     * Before that, Camel would accept such routes and not start them.
     */
    public static void addTo(CamelContext context, Path directory) throws Exception {
        var component = context.getComponent("kamelet", KameletComponent.class);
        component.setLocation(component.getLocation() + ",file:" + directory);
        var routes = new RouteDirectory(context, directory);
        context.getRegistry().bind("routesHealthCheck", new RoutesHealthCheck(() -> routes.missing));
        // A team's file may let less through than the one that it replaces: so from the start.
        HeldBackRoutes heldBack =
                HeldBackRoutes.addTo(context, routes.files.read().keySet());
        context.addStartupListener(new ExtendedStartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext started, boolean already) {}

            @Override
            public void onCamelContextFullyStarted(CamelContext started, boolean already) throws Exception {
                heldBack.end();
                started.addService(routes);
            }
        });
    }

    @Override
    protected void doStart() {
        poll.start();
    }

    @Override
    protected void doStop() {
        poll.stop();
    }

    private void look() {
        try {
            update(files.read());
            missing = builtIn.keySet().stream()
                    .filter(name -> !running.containsKey(name))
                    .map("%s is to replace Serai's own and is broken: its routes do not run"::formatted)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn(
                    "serai.routes.directory '{}' cannot be read ({})",
                    directory,
                    e.getClass().getSimpleName());
            LOG.debug("serai.routes.directory '{}' cannot be read: {}", directory, LoggedCause.of(e));
        }
    }

    private void update(Map<String, byte[]> files) {
        Set<String> changed = new LinkedHashSet<>(files.keySet());
        changed.removeIf(name -> Arrays.equals(files.get(name), seen.get(name)));
        Set<String> gone = new LinkedHashSet<>(seen.keySet());
        gone.removeAll(files.keySet());
        if (changed.isEmpty() && gone.isEmpty()) {
            return;
        }
        seen.keySet().removeAll(gone);
        changed.forEach(name -> seen.put(name, files.get(name)));

        List<String> kamelets = Stream.concat(changed.stream(), gone.stream())
                .filter(name -> name.endsWith(RouteFileReader.KAMELETS))
                .toList();
        kamelets.forEach(this::forgetKamelet);
        boolean shared = Stream.concat(changed.stream(), gone.stream()).anyMatch(this::isShared);
        gone.forEach(this::remove);
        Map<String, RouteFile> read = read(files, changed);
        shared |= read.values().stream().anyMatch(RouteFile::isShared);
        if (shared || !kamelets.isEmpty()) {
            // A kamelet's text is part of every route that uses it, and Camel does not say which ones do. The same
            // holds for a bean, a template or a configuration of routes.
            Set<String> others = new LinkedHashSet<>(files.keySet());
            others.removeAll(changed);
            read.putAll(read(files, others));
        }
        Map<String, List<Finding>> refusing = checks.check(files, changed);
        // What others use comes first.
        read.entrySet().stream()
                .sorted(Comparator.comparing(entry -> !entry.getValue().isShared()))
                .forEach(entry ->
                        load(entry.getKey(), entry.getValue(), refusing.getOrDefault(entry.getKey(), List.of())));
    }

    private boolean isShared(String name) {
        RouteFile file = running.get(name);
        return file != null && file.isShared();
    }

    private Map<String, RouteFile> read(Map<String, byte[]> files, Set<String> names) {
        var read = new LinkedHashMap<String, RouteFile>();
        for (String name : names) {
            byte[] content = files.get(name);
            if (content != null && name.endsWith(RouteFileReader.ROUTES)) {
                RouteFile before = before(name);
                try {
                    read.put(name, new RouteFile(context, directory.resolve(name), content));
                } catch (RuntimeException e) {
                    LOG.error(
                            "{} is refused{}: {}",
                            name,
                            runsOn(before != null && before.isStarted()),
                            RouteFileFailure.cause(e));
                }
            }
        }
        return read;
    }

    private void forgetKamelet(String name) {
        try {
            context.removeRouteTemplates(name.substring(0, name.length() - RouteFileReader.KAMELETS.length()));
        } catch (Exception e) {
            UnexpectedFailure.log(LOG, e, "{} could not be loaded again", name);
        }
    }

    private void remove(String name) {
        RouteFile file = running.remove(name);
        if (file != null) {
            file.stop();
            LOG.info("{} is gone; its routes {} are stopped", name, file.routes());
        }
        RouteFile shipped = builtIn.remove(name);
        if (shipped != null) {
            // Its routes are there, and not started, if no version of the file was ever loaded.
            shipped.stop();
            restore(name, shipped);
        }
    }

    /** What a file replaces: its last version, or else the file of that name that Serai ships. */
    private @Nullable RouteFile before(String name) {
        if (!running.containsKey(name) && !builtIn.containsKey(name)) {
            RouteFile.builtIn(context, name).ifPresent(shipped -> builtIn.put(name, shipped));
        }
        return running.getOrDefault(name, builtIn.get(name));
    }

    private void load(String name, RouteFile file, List<Finding> refusing) {
        RouteFile before = before(name);
        boolean started = before != null && before.isStarted();
        if (!refusing.isEmpty()) {
            LOG.error("{} is refused{}: {}", name, runsOn(started), RouteFileChecks.reason(refusing));
            return;
        }
        try {
            file.check(before);
        } catch (Exception e) {
            LOG.error("{} is refused{}: {}", name, runsOn(started), file.reason(e));
            return;
        }
        try {
            if (before != null) {
                before.stop();
            }
            file.start();
            running.put(name, file);
            LOG.info("{} is loaded: {}", name, file.routes());
        } catch (Exception e) {
            file.stop();
            if (started) {
                restore(name, before);
            }
            // Only now it is known whether they run on.
            LOG.error("{} is refused{}: {}", name, runsOn(before != null && before.isStarted()), file.reason(e));
        }
    }

    private void restore(String name, @Nullable RouteFile before) {
        if (before == null) {
            return;
        }
        try {
            before.start();
        } catch (Exception e) {
            running.remove(name);
            LOG.error("{}: its routes as they were before could not be started again: {}", name, before.reason(e));
        }
    }

    private static String runsOn(boolean started) {
        return started ? " and its routes run on as they were" : "";
    }
}
