package dev.serai.rest.wire;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.FieldSelector;
import dev.serai.cache.store.ObjectSelector;
import dev.serai.cache.store.Snapshot;
import dev.serai.kube.GoDuration;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
import dev.serai.kube.selector.LabelSelector;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a read asks for beyond its path: the part of {@code ListOptions} that the cache can answer.
 *
 * @param selector which objects are asked for
 * @param limit how many objects a page holds; 0 for all
 * @param token where the next page begins; null for the first one
 * @param version the version that must have been reached; 0 for any
 * @param versionGiven whether a version was asked for at all; without one, own writes must be seen
 * @param exact whether the state of exactly this version is meant, and no newer one
 * @param watch whether changes are to follow
 * @param bookmarks whether a watch is told now and then how far it is
 * @param initialEvents whether a watch begins with the objects there are
 * @param timeoutSeconds how long a watch lasts; 0 for as long as Serai likes
 */
public record ListOptions(
        ObjectSelector selector,
        int limit,
        @Nullable ContinueToken token,
        long version,
        boolean versionGiven,
        boolean exact,
        boolean watch,
        boolean bookmarks,
        boolean initialEvents,
        int timeoutSeconds) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final String NOT_OLDER_THAN = "NotOlderThan";
    private static final String EXACT = "Exact";

    /**
     * Reads the options.
     *
     * @return empty if they are malformed, or if only the API server can answer; the API server then says what is wrong
     * @throws StatusException 400 if the label selector is malformed
     */
    public static Optional<ListOptions> parse(Request request, ResourceType type) {
        boolean watch = isWatch(request);
        String version = text(request, "resourceVersion");
        String match = text(request, "resourceVersionMatch");
        String initial = request.parameter("sendInitialEvents");
        Optional<FieldSelector> fields = FieldSelector.parse(request.parameter("fieldSelector"), type);
        Optional<ContinueToken> token = ContinueToken.parse(text(request, "continue"));
        boolean understood = fields.isPresent()
                && (version.isEmpty() || NUMBER.matcher(version).matches())
                && isNumberOrAbsent(request.parameter("limit"))
                && isNumberOrAbsent(request.parameter("timeoutSeconds"))
                && (watch ? number(request.parameter("timeoutSeconds")) >= 0 : isTimeoutUnderstood(request))
                && isMatchUnderstood(watch, version, match, initial)
                && (text(request, "continue").isEmpty()
                        || (!watch && token.isPresent() && version.isEmpty() && match.isEmpty()));
        if (!understood) {
            return Optional.empty();
        }
        long reached = version.isEmpty() ? 0 : Long.parseLong(version);
        int limit = Math.max(0, number(request.parameter("limit")));
        return Optional.of(new ListOptions(
                new ObjectSelector(labels(request.parameter("labelSelector")), fields.get()),
                limit,
                token.orElse(null),
                reached,
                !version.isEmpty(),
                // The API server reads a limit beside a version this way.
                !watch && reached > 0 && (match.isEmpty() ? limit > 0 : match.equals(EXACT)),
                watch,
                isTrue(request.parameter("allowWatchBookmarks")),
                // Without the parameter, the API server begins a watch from "now" with all objects.
                initial == null ? reached == 0 : isTrue(initial),
                number(request.parameter("timeoutSeconds"))));
    }

    /** The same, of these namespaces only. */
    public ListOptions within(Predicate<String> namespaces) {
        return new ListOptions(
                selector.within(namespaces),
                limit,
                token,
                version,
                versionGiven,
                exact,
                watch,
                bookmarks,
                initialEvents,
                timeoutSeconds);
    }

    /** The objects of a snapshot that the options may select, in a namespace or, if that is null, in all. */
    public List<CachedObject> candidates(Snapshot snapshot, @Nullable String namespace) {
        return selector.candidates(snapshot, namespace);
    }

    public boolean selectsEverything() {
        return selector.isEverything();
    }

    /** A list with version 0 comes in one page: the API server does not cut a list from its cache. */
    public int pageSize() {
        return versionGiven && version == 0 ? 0 : limit;
    }

    /** Whether the time limit of a request is a valid duration. An answer from memory is faster than any limit. */
    public static boolean isTimeoutUnderstood(Request request) {
        String timeout = text(request, "timeout");
        return timeout.isEmpty() || GoDuration.isOne(timeout);
    }

    /** Whether changes are asked for. */
    public static boolean isWatch(Request request) {
        return isTrue(request.parameter("watch"));
    }

    /** Whether an export is requested, which Kubernetes has removed. */
    public static boolean isExport(Request request) {
        return isTrue(request.parameter("export"));
    }

    private static boolean isMatchUnderstood(boolean watch, String version, String match, @Nullable String initial) {
        if (watch) {
            return match.equals(initial == null ? "" : NOT_OLDER_THAN);
        }
        return initial == null
                && switch (match) {
                    case "" -> true;
                    case NOT_OLDER_THAN -> !version.isEmpty();
                    // There is no state of version 0.
                    case EXACT -> !version.isEmpty() && Long.parseLong(version) > 0;
                    default -> false;
                };
    }

    private static LabelSelector labels(@Nullable String expression) {
        try {
            return LabelSelector.parse(expression);
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static String text(Request request, String name) {
        String value = request.parameter(name);
        return value == null ? "" : value;
    }

    // As the API server reads booleans: any other value is true.
    public static boolean isTrue(@Nullable String value) {
        return value != null && !value.equalsIgnoreCase("false") && !value.equals("0");
    }

    private static boolean isNumberOrAbsent(@Nullable String value) {
        return value == null || INTEGER.matcher(value).matches();
    }

    // A number that does not fit becomes the largest one that does.
    private static int number(@Nullable String value) {
        return value == null
                ? 0
                : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Long.parseLong(value)));
    }
}
