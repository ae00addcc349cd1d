package dev.serai.reload;

import dev.serai.health.ReasonsHealthCheck;
import java.util.List;
import java.util.function.Supplier;

/** Not ready while routes that Serai ships do not run, because a team's file is to replace them. */
final class RoutesHealthCheck extends ReasonsHealthCheck {

    private final Supplier<List<String>> missing;

    /** {@code missing} says why, for each such file. */
    RoutesHealthCheck(Supplier<List<String>> missing) {
        super("routes", true);
        this.missing = missing;
    }

    @Override
    protected List<String> reasons() {
        return missing.get();
    }
}
