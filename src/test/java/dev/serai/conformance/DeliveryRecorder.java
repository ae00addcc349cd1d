package dev.serai.conformance;

import java.util.List;

/** Where events end. */
interface DeliveryRecorder {

    String name();

    /** What it took so far, in the order in which it took it. */
    List<Delivery> record();
}
