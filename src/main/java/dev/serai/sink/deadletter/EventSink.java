package dev.serai.sink.deadletter;

/** Where a route sends events that may become dead letters. */
public interface EventSink {

    /** Exchange property of a dead letter that is delivered again. */
    String REPLAY = "SeraiReplay";

    /** The receiver's name, as dead letters name it. */
    String name();

    /** The id of the route whose events are sent here. */
    String parentRouteId();

    /** The id of the kamelet's own route, which an event is sent into to be delivered. */
    String routeId();
}
