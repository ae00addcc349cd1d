package dev.serai.rest.wire;

import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/** Lets through what Camel's own strategy does, and {@code Warning}, which kubectl shows to its user. */
public final class WarningHeaderFilterStrategy extends HttpHeaderFilterStrategy {

    public WarningHeaderFilterStrategy() {
        getOutFilter().remove("warning");
    }
}
