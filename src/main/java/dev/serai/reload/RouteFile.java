package dev.serai.reload;

import dev.serai.validate.file.RouteFileEntry;
import dev.serai.validate.file.RouteFileText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/** One YAML file of a team with everything in it: it is loaded and removed as a whole. */
final class RouteFile {

    private static final String BUILT_IN = "classpath:routes/";
    private static final Set<String> ROUTES = Set.of("route", "from", "templatedRoute");

    private final CamelContext context;
    private final RouteFileText text;
    private final Resource resource;
    private @Nullable LoadedModel loaded;

    /**
     * Reads the file without loading it.
     *
     * @throws RuntimeException if it is malformed or holds what is not allowed
     */
    RouteFile(CamelContext context, Path path, byte[] content) {
        this(context, path.getFileName().toString(), "file:" + path, content);
    }

    private RouteFile(CamelContext context, String name, String location, byte[] content) {
        this.context = context;
        this.text = RouteFileText.of(name, content);
        this.resource = ResourceHelper.fromBytes(location, text.content().getBytes(StandardCharsets.UTF_8));
    }

    /** The file of this name that Serai ships, with what Camel has loaded of it; empty if Serai ships none. */
    static Optional<RouteFile> builtIn(CamelContext context, String name) {
        String location = BUILT_IN + name;
        Resource shipped = PluginHelper.getResourceLoader(context).resolveResource(location);
        if (!shipped.exists()) {
            return Optional.empty();
        }
        try (InputStream content = shipped.getInputStream()) {
            var file = new RouteFile(context, name, location, content.readAllBytes());
            file.loaded = LoadedModel.named(file.names(), context);
            return Optional.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids and names of everything in it. */
    Set<String> names() {
        var names = new HashSet<String>();
        text.entries().forEach(entry -> names.addAll(entry.names()));
        return names;
    }

    /** Whether its routes run. */
    boolean isStarted() {
        return routes().stream().anyMatch(id -> {
            ServiceStatus status = context.getRouteController().getRouteStatus(id);
            return status != null && status.isStarted();
        });
    }

    /** The ids of its routes, after it was started. */
    List<String> routes() {
        return loaded == null
                ? List.of()
                : loaded.routes().stream().map(RouteDefinition::getRouteId).toList();
    }

    /** Whether other files may use what is in it: a bean, a template, a configuration of routes. */
    boolean isShared() {
        return text.isShared();
    }

    /**
     * Checks whether the file can be loaded, as far as that is possible without loading it.
     *
     * @param before the running version of the file; null if there is none
     * @throws Exception if it cannot be loaded
     */
    void check(@Nullable RouteFile before) throws Exception {
        Set<String> own = before == null ? Set.of() : before.names();
        var names = new HashSet<String>();
        for (RouteFileEntry entry : text.entries()) {
            if (ROUTES.contains(entry.kind()) && entry.names().isEmpty()) {
                throw refused(entry, "the route has no id; kube-watch: remembers by it what was delivered");
            }
            for (String name : entry.names()) {
                if (!names.add(name) || !own.contains(name) && isTaken(entry.kind(), name)) {
                    throw refused(
                            entry,
                            entry.kind().equals("beans")
                                    ? "there is a bean %s already".formatted(name)
                                    : "the id %s is taken by another route".formatted(name));
                }
            }
        }
        // To read beans would create them.
        if (!text.hasBeans() && builder() instanceof RouteBuilder yaml) {
            if (yaml instanceof RouteConfigurationBuilder configurations) {
                configurations.configuration();
            }
            yaml.configure();
        }
    }

    /** Loads and starts everything in it. If that fails, the loaded parts stay until {@link #stop}. */
    void start() throws Exception {
        LoadedModel before = LoadedModel.of(context);
        try {
            RoutesBuilder builder = builder();
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                configurations.addRouteConfigurationsToCamelContext(context);
            }
            context.addRoutes(builder);
            builder.addTemplatedRoutesToCamelContext(context);
        } finally {
            loaded = LoadedModel.since(before, context);
        }
    }

    void stop() {
        if (loaded != null) {
            loaded.removeFrom(context);
        }
    }

    /** What was wrong with the file, for its author. */
    String reason(Throwable failure) {
        return RouteFileFailure.reason(failure, text.entries());
    }

    private boolean isTaken(String kind, String name) {
        LoadedModel model = LoadedModel.of(context);
        return switch (kind) {
            case "beans" -> context.getRegistry().lookupByName(name) != null;
            case "routeTemplate" -> model.templates().stream().anyMatch(one -> name.equals(one.getId()));
            case "routeConfiguration" -> model.configurations().stream().anyMatch(one -> name.equals(one.getId()));
            default -> context.getRoute(name) != null;
        };
    }

    private static IllegalArgumentException refused(RouteFileEntry entry, String reason) {
        return new IllegalArgumentException("line %d: %s".formatted(entry.line(), reason));
    }

    /** Each load needs a new loader: a failed one believes that beans that it has read already exist. */
    private RoutesBuilder builder() throws Exception {
        try (var loader = new YamlRoutesBuilderLoader()) {
            loader.setCamelContext(context);
            ServiceHelper.startService(loader);
            RoutesBuilder builder = loader.loadRoutesBuilder(resource);
            String name = text.name();
            if (name != null && builder instanceof RouteBuilder yaml) {
                yaml.addLifecycleInterceptor(new RouteBuilderLifecycleStrategy() {
                    @Override
                    public void afterConfigure(RouteBuilder configured) {
                        nameRoutes(name, configured.getRouteCollection().getRoutes());
                    }
                });
            }
            return builder;
        }
    }

    private static void nameRoutes(String name, List<RouteDefinition> routes) {
        for (int i = 0; i < routes.size(); i++) {
            if (!routes.get(i).hasCustomIdAssigned()) {
                routes.get(i).setId(RouteFileText.routeId(name, i));
            }
        }
    }
}
