package dev.serai.reload;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;

/**
 * Keeps built-in routes from starting if a team's file is to replace them. Otherwise they would answer until that file is
 * loaded, and for ever if it is broken.
 */
final class HeldBackRoutes extends ModelLifecycleStrategySupport {

    private final Set<String> ids = new HashSet<>();

    private HeldBackRoutes() {}

    /** Holds back the routes of the built-in files that have one of these names. */
    static HeldBackRoutes addTo(CamelContext context, Collection<String> files) {
        var heldBack = new HeldBackRoutes();
        files.forEach(name -> RouteFile.builtIn(context, name).ifPresent(file -> heldBack.ids.addAll(file.names())));
        context.getCamelContextExtension().getContextPlugin(Model.class).addModelLifecycleStrategy(heldBack);
        return heldBack;
    }

    /** Lets every route start that is added from now on. */
    void end() {
        ids.clear();
    }

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        if (ids.contains(route.getRouteId())) {
            route.setAutoStartup("false");
        }
    }
}
