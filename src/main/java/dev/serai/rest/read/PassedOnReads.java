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

/** Reads that the API server answers. Of what is cached the same is told as from the cache, whichever way it comes. */
final class PassedOnReads {

    // A way to ask for changes that is deprecated since Kubernetes 1.11, and works.
    private static final Pattern OLD_WATCH = Pattern.compile("(/api/[^/]+|/apis/[^/]+/[^/]+)/watch(/.+)");

    private final ResourceCaches caches;
    private final Passthrough passthrough;

    PassedOnReads(ResourceCaches caches, Passthrough passthrough) {
        this.caches = caches;
        this.passthrough = passthrough;
    }

    /** Whether the caller wants no answer that was kept. */
    static boolean isToBeAskedAnew(Request request) {
        String control = request.header("Cache-Control");
        return control != null && Arrays.asList(control.split("[\\s,]+")).contains("no-cache");
    }

    /** Answers with what the API server says. */
    void passOn(Read read) {
        cachedKind(read.request())
                .filter(kind -> !isToBeAskedAnew(read.request()))
                .ifPresentOrElse(kind -> passthrough.streamStripped(read, kind), () -> passthrough.stream(read));
    }

    // What is read of a cached resource; empty where another one is read.
    private Optional<Representation.Kind> cachedKind(Request request) {
        Matcher old = OLD_WATCH.matcher(request.rawPath());
        boolean oldWatch = old.matches();
        return parsed(oldWatch ? old.group(1) + old.group(2) : request.rawPath())
                .filter(path -> path.subresource() == null || path.subresource().equals("status"))
                .filter(path -> caches.of(path.resource()).isPresent())
                .map(path -> {
                    if (oldWatch || path.name() == null && ListOptions.isWatch(request)) {
                        return Representation.Kind.WATCH;
                    }
                    return path.name() == null ? Representation.Kind.LIST : Representation.Kind.OBJECT;
                });
    }

    private static Optional<ResourcePath> parsed(String path) {
        try {
            // A namespace without a name is to the API server all of them.
            return Optional.of(ResourcePath.parse(path.replace("/namespaces//", "/")));
        } catch (StatusException refusal) {
            return Optional.empty();
        }
    }

    /**
     * Answers with what the API server says in place of the cache's, which is yet to show something. If the API server may not
     * be asked, or does not begin to answer within {@code atMost}, {@code otherwise} answers, called on the event loop.
     */
    void askInstead(Read read, Duration atMost, Runnable otherwise) {
        try {
            Representation.Kind kind = cachedKind(read.request()).orElseThrow();
            passthrough.streamStripped(read, kind, atMost, otherwise);
        } catch (StatusException throttled) {
            otherwise.run();
        }
    }
}
