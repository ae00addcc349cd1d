package dev.serai.http;

import dev.serai.rest.exchange.Read;
import dev.serai.rest.exchange.ReadStep;
import dev.serai.rest.exchange.RequestMessage;
import dev.serai.rest.read.Reads;
import dev.serai.rest.wire.Request;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Answers reads by steps in a row, as a route does, without its definition. */
public final class SteppedReads {

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    static {
        CONTEXT.start();
    }

    private SteppedReads() {}

    /** The steps of the built-in route. */
    public static void answer(HttpServerRequest http, Reads reads) {
        answer(http, List.of(reads::source, read -> chosen(read, reads), reads::fromApiServer));
    }

    private static void chosen(Read read, Reads reads) {
        switch (String.valueOf(read.source())) {
            case "cache" -> reads.fromCache(read);
            case "discovery" -> reads.fromDiscovery(read);
            default -> read.leaveTo(Read.Source.API_SERVER);
        }
    }

    public static void answer(HttpServerRequest http, List<Consumer<Read>> steps) {
        var exchange = new DefaultExchange(CONTEXT);
        var request = new Request(http);
        exchange.setIn(new RequestMessage(exchange, request, Map.of(), new HttpHeaderFilterStrategy()));
        run(request, exchange, steps);
    }

    private static void run(Request request, Exchange exchange, List<Consumer<Read>> steps) {
        if (steps.isEmpty()) {
            new ExchangeAnswers(new HttpHeaderFilterStrategy()).send(request, Set.of(), exchange);
        } else {
            new ReadStep(steps.get(0))
                    .process(exchange, sync -> run(request, exchange, steps.subList(1, steps.size())));
        }
    }
}
