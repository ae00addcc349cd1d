package dev.serai.rest.read;

import dev.serai.cache.ResourceCaches;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import dev.serai.rest.exchange.Read;
import dev.serai.rest.wire.ListOptions;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads that the API server answers. A cached resource looks the same as in answers from the cache: if the cache has
 * only the pods of a node, so have lists and watches that are passed on.
 */
final class PassedOnReads {

    // This kind of watch is deprecated since Kubernetes 1.11, and still works.
    private static final Pattern OLD_WATCH = Pattern.compile("(/api/[^/]+|/apis/[^/]+/[^/]+)/watch(/.+)");

    private final ResourceCaches caches;
    private final Passthrough passthrough;

    PassedOnReads(ResourceCaches caches, Passthrough passthrough) {
        this.caches = caches;
        this.passthrough = passthrough;
    }

    /** Whether the caller wants no cached answer. */
    static boolean isToBeAskedAnew(Request request) {
        String control = request.header("Cache-Control");
        return control != null && Arrays.asList(control.split("[\\s,]+")).contains("no-cache");
    }

    /** Answers with what the API server says. */
    void passOn(Read read) {
        cachedRead(read.request())
                .filter(asked -> !isToBeAskedAnew(read.request()))
                .ifPresentOrElse(asked -> passthrough.streamStripped(read, asked), () -> passthrough.stream(read));
    }

    // What is read of a cached resource. Empty for other resources.
    private Optional<StrippedRead> cachedRead(Request request) {
        Matcher old = OLD_WATCH.matcher(request.rawPath());
        boolean oldWatch = old.matches();
        return parsed(oldWatch ? old.group(1) + old.group(2) : request.rawPath())
                .filter(path -> path.subresource() == null || path.subresource().equals("status"))
                .flatMap(path -> caches.of(path.resource())
                        .map(cache -> passthrough.stripped(
                                request,
                                kind(request, path, oldWatch),
                                cache.selector().fieldSelector())));
    }

    private static Representation.Kind kind(Request request, ResourcePath path, boolean oldWatch) {
        if (oldWatch || path.name() == null && ListOptions.isWatch(request)) {
            return Representation.Kind.WATCH;
        }
        return path.name() == null ? Representation.Kind.LIST : Representation.Kind.OBJECT;
    }

    private static Optional<ResourcePath> parsed(String path) {
        try {
            // To the API server a namespace without a name means all namespaces.
            return Optional.of(ResourcePath.parse(path.replace("/namespaces//", "/")));
        } catch (StatusException refusal) {
            return Optional.empty();
        }
    }

    /**
     * Answers with what the API server says, because the cache is behind. If the API server may not be asked, or does
     * not begin to answer within {@code atMost}, {@code otherwise} runs on the event loop.
     */
    void askInstead(Read read, Duration atMost, Runnable otherwise) {
        try {
            passthrough.streamStripped(read, cachedRead(read.request()).orElseThrow(), atMost, otherwise);
        } catch (StatusException throttled) {
            otherwise.run();
        }
    }
}
