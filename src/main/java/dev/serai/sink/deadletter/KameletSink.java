package dev.serai.sink.deadletter;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** What the beans of all sink kamelets need: the context, and the routes around them. */
// Camel sets everything before it opens the bean.
@SuppressWarnings("NullAway.Init")
public abstract class KameletSink implements CamelContextAware, EventSink {

    private CamelContext context;
    private String routeId;
    private String parentRouteId;

    @Override
    public final String parentRouteId() {
        return parentRouteId;
    }

    @Override
    public final String routeId() {
        return routeId;
    }

    @Override
    public final CamelContext getCamelContext() {
        return context;
    }

    @Override
    public final void setCamelContext(CamelContext context) {
        this.context = context;
    }

    public final void setParentRouteId(String parentRouteId) {
        this.parentRouteId = parentRouteId;
    }

    public final void setRouteId(String routeId) {
        this.routeId = routeId;
    }
}
