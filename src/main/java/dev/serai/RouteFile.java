package dev.serai;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One YAML file of a team, and the routes in it. */
final class RouteFile {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFile.class);

    private final CamelContext context;
    private final Resource resource;
    private final Set<String> routes = new LinkedHashSet<>();

    RouteFile(CamelContext context, Path path, byte[] content) {
        this.context = context;
        this.resource = ResourceHelper.fromBytes("file:" + path, content);
    }

    /** The ids of its routes; known once it has been checked. */
    Set<String> routes() {
        return routes;
    }

    /**
     * Reads the file and starts nothing.
     *
     * @throws Exception if it is malformed, a route has no id, or an id is taken by a route that is not among {@code
     *     own}
     */
    void check(Set<String> own) throws Exception {
        Collection<RoutesBuilder> builders = loader().findRoutesBuilders(List.of(resource));
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteBuilder yaml) {
                yaml.configure();
                for (RouteDefinition route : yaml.getRouteCollection().getRoutes()) {
                    routes.add(idOf(route, own));
                }
            }
        }
    }

    void start() throws Exception {
        loader().updateRoutes(List.of(resource));
    }

    void stop() {
        for (String id : routes) {
            try {
                context.getRouteController().stopRoute(id);
                context.removeRoute(id);
            } catch (Exception e) {
                LOG.error("route {} could not be stopped", id, e);
            }
        }
    }

    /** What was wrong with a file: the innermost cause says it, with the line where there is one. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).strip();
    }

    private String idOf(RouteDefinition route, Set<String> own) {
        String id = route.getId();
        if (id == null) {
            throw new IllegalArgumentException(
                    "line %d: the route has no id; kube-watch: remembers by it what was delivered"
                            .formatted(route.getLineNumber()));
        }
        if (routes.contains(id) || (!own.contains(id) && context.getRoute(id) != null)) {
            throw new IllegalArgumentException(
                    "line %d: the id %s is taken by another route".formatted(route.getLineNumber(), id));
        }
        return id;
    }

    private RoutesLoader loader() {
        return PluginHelper.getRoutesLoader(context);
    }
}
