package dev.serai.http;

import dev.serai.kube.Caller;
import dev.serai.rest.exchange.RequestMessage;
import dev.serai.security.CallerAccess;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Tells routes who is calling, by the headers {@code CamelSeraiUser} and {@code CamelSeraiGroups}. No request can set
 * them: headers and parameters that begin with {@code Camel} do not get into a route.
 */
public final class CallerHeaders extends RoutePolicySupport implements RoutePolicyFactory {

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return this;
    }

    /** On the event loop the message knows it by itself. */
    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        if (exchange.getMessage() instanceof HttpMessage message
                && !(message instanceof RequestMessage)
                && CallerAccess.carriedBy(exchange) == null) {
            CallerAccess access = CallerAccess.of(message.getRequest());
            if (access != null) {
                access.carryBy(exchange);
                tell(access.caller(), message);
            }
        }
    }

    private static void tell(Caller caller, Message message) {
        message.setHeader(Caller.USER, caller.name());
        message.setHeader(Caller.GROUPS, caller.groups());
    }
}
