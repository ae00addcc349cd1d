package dev.serai.cache.object;

import java.util.List;

/** Hears of what one informer asks the API server and of what comes back, before fabric8 makes anything of it. */
public interface InformerListener {

    /** The watch brought something. */
    void heard();

    /** A page of a list, before fabric8 has it; {@code first} begins the list, perhaps once more. */
    void page(boolean first, List<CachedObject> objects);

    /** A watch is about to begin. */
    void watches();

    /** A version that is no number came by the watch. */
    void unordered(String version);
}
