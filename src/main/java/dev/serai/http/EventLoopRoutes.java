package dev.serai.http;

import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.model.rest.RestBindingDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Takes the binding of the REST DSL from routes on the event loop. It turns JSON into Java objects and back where a
 * {@code bindingMode} asks for it. Where none does, it still reads and copies the headers of each request and answer.
 * Routes that only lead to another one lose their error handler too.
 */
public final class EventLoopRoutes extends ModelLifecycleStrategySupport {

    private static final String DIRECT = "direct:";
    private static final String ENGINE = "platformHttpEngine=%23eventLoop";

    private EventLoopRoutes() {}

    /** Looks at each route that is added to {@code context} from now on. */
    public static void addTo(CamelContext context) {
        context.getCamelContextExtension()
                .getContextPlugin(Model.class)
                .addModelLifecycleStrategy(new EventLoopRoutes());
    }

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        if (!isOnEventLoop(route)) {
            return;
        }
        if (isOff(route.getRestBindingDefinition())) {
            route.setRestBindingDefinition(null);
        }
        if (isPath(route)) {
            // The route that answers has one. A second one would only pass failures on, at a cost for each request.
            route.setErrorHandlerFactory(new NoErrorHandlerDefinition());
        }
    }

    /** Whether the route only leads a path of the REST DSL to the route that answers. */
    static boolean isPath(RouteDefinition route) {
        return Boolean.TRUE.equals(route.isRest())
                && isOnEventLoop(route)
                && route.getOutputs().size() == 1
                && route.getOutputs().get(0) instanceof ToDefinition to
                && to.getEndpointUri().startsWith(DIRECT);
    }

    private static boolean isOnEventLoop(RouteDefinition route) {
        return route.getInput().getEndpointUri().contains(ENGINE);
    }

    /** Whether requests of this endpoint are answered on the event loop. */
    static boolean isOnEventLoop(String uri) {
        return uri.contains("platformHttpEngine") && uri.contains("eventLoop");
    }

    private static boolean isOff(@Nullable RestBindingDefinition binding) {
        return binding != null
                && (binding.getBindingMode() == null || binding.getBindingMode().equals("off"));
    }
}
