package dev.serai.rest.discovery;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers by their requests. Their bytes are bounded, and the least recently used go first. */
final class BoundedAnswers {

    // The bytes of an entry beside path and body, mostly headers.
    private static final int ENTRY_BYTES = 1024;

    private final Map<DiscoveryRequest, KeptAnswer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final long most;
    private long held;

    /** {@code most} is in bytes. */
    BoundedAnswers(long most) {
        this.most = most;
    }

    /** Null if there is none. */
    @Nullable
    KeptAnswer get(DiscoveryRequest request) {
        return answers.get(request);
    }

    /** Keeps an answer and replaces an older one. An answer that is larger than the whole bound is not kept. */
    void put(DiscoveryRequest request, KeptAnswer answer) {
        remove(request);
        if (bytes(request, answer) > most) {
            return;
        }
        answers.put(request, answer);
        held += bytes(request, answer);
        Iterator<Map.Entry<DiscoveryRequest, KeptAnswer>> eldest =
                answers.entrySet().iterator();
        while (held > most) {
            Map.Entry<DiscoveryRequest, KeptAnswer> entry = eldest.next();
            held -= bytes(entry.getKey(), entry.getValue());
            eldest.remove();
        }
    }

    void remove(DiscoveryRequest request) {
        KeptAnswer removed = answers.remove(request);
        if (removed != null) {
            held -= bytes(request, removed);
        }
    }

    private static long bytes(DiscoveryRequest request, KeptAnswer answer) {
        return ENTRY_BYTES + request.bytes() + answer.bytes();
    }
}
