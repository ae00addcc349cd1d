package dev.serai.health;

import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Up while there is no reason against it; otherwise down, with all reasons. It never affects liveness: a restart would
 * not help, and would empty the cache.
 */
public abstract class ReasonsHealthCheck extends AbstractHealthCheck {

    private final boolean readiness;

    /**
     * {@code readiness} says whether Serai is not ready while this check is down; {@code id} is unique in the group
     * serai.
     */
    protected ReasonsHealthCheck(String id, boolean readiness) {
        super("serai", id);
        this.readiness = readiness;
    }

    /** Why it is down, for people and without secrets; empty if it is up. */
    protected abstract List<String> reasons();

    /** Adds details, whether it is up or down; nothing by default. */
    protected void details(HealthCheckResultBuilder builder) {}

    @Override
    public final boolean isLiveness() {
        return false;
    }

    @Override
    public final boolean isReadiness() {
        return readiness;
    }

    @Override
    protected final void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        details(builder);
        List<String> reasons = reasons();
        if (reasons.isEmpty()) {
            builder.up();
        } else {
            builder.message(String.join("; ", reasons)).down();
        }
    }
}
