package dev.serai.sink.deadletter;

/** A place where a route sends events, which may become dead letters. */
public interface EventSink {

    /** Exchange property of a dead letter that is delivered again. */
    String REPLAY = "SeraiReplay";

    /** The receiver's name in dead letters. */
    String name();

    /** The id of the route whose events are sent here. */
    String parentRouteId();

    /** The id of the kamelet's own route, into which an event is sent to be delivered. */
    String routeId();
}
