package dev.serai.prepull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourcePath;
import dev.serai.prepull.plan.VerdictBook;
import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.spec.ImagePrepull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts that the API server has. They are read once, since only this replica writes them, and again when it is
 * unsure whether a write took effect.
 */
final class StoredBooks {

    private static final JsonMapper JSON = new JsonMapper();
    private static final GroupResource CONFIG_MAPS = new GroupResource("configmaps", "");

    private final ApiServer apiServer;
    private final Map<String, VerdictBook> books = new HashMap<>();
    private final Set<String> gone = new HashSet<>();

    StoredBooks(ApiServer apiServer) {
        this.apiServer = apiServer;
    }

    /**
     * The verdicts of these ImagePrepulls, by uid.
     *
     * @throws RuntimeException if the API server does not answer: nothing may be planned without them
     */
    Map<String, VerdictBook> of(Collection<ImagePrepull> prepulls) {
        books.keySet().retainAll(prepulls.stream().map(ImagePrepull::uid).collect(Collectors.toSet()));
        for (ImagePrepull prepull : prepulls) {
            if (!books.containsKey(prepull.uid())) {
                byte[] map =
                        get(new ResourcePath(CONFIG_MAPS, "v1", prepull.namespace(), VerdictBook.name(prepull), null));
                books.put(prepull.uid(), map == null ? VerdictBook.NONE : read(map));
            }
        }
        return books;
    }

    /** Whether a pod's ImagePrepull is gone, and not only yet to be heard of. */
    boolean isOrphan(PullPod pod) {
        if (gone.contains(pod.owner())) {
            return true;
        }
        byte[] owner = get(
                new ResourcePath(ImagePrepull.RESOURCE, ImagePrepull.VERSION, pod.namespace(), pod.prepull(), null));
        boolean orphan = owner == null || !ImagePrepull.parse(owner).uid().equals(pod.owner());
        if (orphan) {
            gone.add(pod.owner());
        }
        return orphan;
    }

    /** They were stored. */
    void stored(ImagePrepull prepull, VerdictBook book) {
        books.put(prepull.uid(), book);
    }

    /** Nobody knows what is stored. */
    void forget(ImagePrepull prepull) {
        books.remove(prepull.uid());
    }

    private byte @Nullable [] get(ResourcePath path) {
        ApiAnswer answer = apiServer.send(ApiRequest.get(path.object(), null, Map.of("Accept", "application/json")));
        if (answer.code() == 404) {
            return null;
        }
        if (!answer.isSuccess()) {
            throw new IllegalStateException(
                    "%s could not be read: the API server answered %d".formatted(path.resource(), answer.code()));
        }
        return answer.body();
    }

    private static VerdictBook read(byte[] map) {
        try {
            return VerdictBook.parse(JSON.readTree(map));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
