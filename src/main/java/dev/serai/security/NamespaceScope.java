package dev.serai.security;

import dev.serai.kube.Sha256;
import dev.serai.kube.StatusException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces whose objects a caller gets in a list or a watch over all of them, where it has no right for all
 * ({@code serai.auth.filter-lists}). It changes while a watch lasts. Only the event loop may use it.
 */
public final class NamespaceScope implements Predicate<String> {

    private static final int LETTERS = 16;

    private final StatusException refusal;
    private Set<String> namespaces;
    private @Nullable Consumer<Set<String>> gained;
    private @Nullable Runnable lost;

    /** {@code refusal} is what the caller gets where nothing can be left out. */
    public NamespaceScope(Set<String> namespaces, StatusException refusal) {
        this.namespaces = Set.copyOf(namespaces);
        this.refusal = refusal;
    }

    @Override
    public boolean test(String namespace) {
        return namespaces.contains(namespace);
    }

    /** 403, in the words of the API server. */
    public StatusException refusal() {
        return refusal;
    }

    /** The same for the same namespaces, another one for others. */
    public String tag() {
        return Sha256.hex(String.join("/", new TreeSet<>(namespaces)), LETTERS);
    }

    /** Says what happens with namespaces that come, and what happens when one goes. */
    public void onChange(Consumer<Set<String>> come, Runnable gone) {
        gained = come;
        lost = gone;
    }

    /** From now on it is as the other one is; null for all namespaces. */
    public void become(@Nullable NamespaceScope other) {
        Set<String> before = namespaces;
        if (other == null || !other.namespaces.containsAll(before)) {
            // What the caller knows of a namespace that is gone cannot be taken back, and all is more than a list.
            if (lost != null) {
                lost.run();
            }
        }
        if (other != null) {
            namespaces = other.namespaces;
            var more = new HashSet<>(namespaces);
            more.removeAll(before);
            if (!more.isEmpty() && gained != null) {
                gained.accept(more);
            }
        }
    }
}
