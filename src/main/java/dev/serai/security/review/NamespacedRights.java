package dev.serai.security.review;

import dev.serai.cluster.ApiServer;
import dev.serai.kube.Caller;
import dev.serai.kube.GroupResource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * In which namespaces a caller may do what it may not do in all: {@code serai.auth.filter-lists}. Each namespace is a
 * review, so their pace is bounded, for all callers together.
 */
public final class NamespacedRights {

    private static final int PER_SECOND = 50;
    private static final int AT_ONCE = 8;
    private static final Set<String> VERBS = Set.of("list", "watch");

    private final AccessReviews reviews;
    private final ClusterNamespaces namespaces;
    private final ReviewPace pace;
    private final Predicate<GroupResource> filtered;
    private final ReviewCache<Question, Set<String>> answers;

    private record Question(Caller caller, AccessRequest access) {}

    NamespacedRights(
            ApiServer apiServer,
            AccessReviews reviews,
            Vertx vertx,
            Predicate<GroupResource> filtered,
            Duration kept,
            Duration outage,
            LongSupplier nanoTime) {
        this.reviews = reviews;
        this.namespaces = new ClusterNamespaces(apiServer, kept, outage, nanoTime);
        this.pace = new ReviewPace(vertx, PER_SECOND, nanoTime);
        this.filtered = filtered;
        this.answers = new ReviewCache<>(kept, outage, nanoTime);
    }

    /** Whether objects can be left out of what is asked for: a list or a watch over all namespaces, from a cache. */
    boolean canBeFiltered(AccessRequest access) {
        return VERBS.contains(access.verb())
                && access.path() == null
                && access.namespace().isEmpty()
                && access.subresource().isEmpty()
                && isFiltered(access);
    }

    /** The namespaces in which the caller may. It fails with {@link Unanswered} if nobody can tell. */
    Future<Set<String>> namespaces(Caller caller, AccessRequest access) {
        return answers.get(new Question(caller, access), caller.name(), found -> caller.name(), () -> namespaces
                .names()
                .compose(all -> new Walk(caller, access, all).begin()));
    }

    private boolean isFiltered(AccessRequest access) {
        try {
            return filtered.test(new GroupResource(access.resource(), access.group()));
        } catch (IllegalArgumentException noResource) {
            return false;
        }
    }

    /** Asks for one namespace after the other, a few at once. */
    private final class Walk {
        private final Caller caller;
        private final AccessRequest access;
        private final List<String> all;
        private final Set<String> allowed = ConcurrentHashMap.newKeySet();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private final Promise<Set<String>> promise = Promise.promise();

        Walk(Caller caller, AccessRequest access, List<String> all) {
            this.caller = caller;
            this.access = access;
            this.all = all;
            this.left = new AtomicInteger(all.size());
        }

        Future<Set<String>> begin() {
            if (all.isEmpty()) {
                promise.complete(Set.of());
            }
            for (int i = 0; i < AT_ONCE; i++) {
                go();
            }
            return promise.future();
        }

        private void go() {
            for (int i = next.getAndIncrement(); i < all.size(); i = next.getAndIncrement()) {
                String namespace = all.get(i);
                Future<Boolean> may = reviews.isAllowed(caller, access.in(namespace), pace);
                if (!may.isComplete()) {
                    may.onComplete(answer -> {
                        take(namespace, may);
                        go();
                    });
                    return;
                }
                take(namespace, may);
            }
        }

        private void take(String namespace, Future<Boolean> may) {
            if (may.failed()) {
                promise.tryFail(may.cause());
                next.set(all.size());
                return;
            }
            if (may.result()) {
                allowed.add(namespace);
            }
            if (left.decrementAndGet() == 0) {
                promise.tryComplete(Set.copyOf(allowed));
            }
        }
    }
}
