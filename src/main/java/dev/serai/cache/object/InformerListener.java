package dev.serai.cache.object;

import java.util.List;

/** Hears what one informer asks the API server and what the answer is, before fabric8 processes it. */
public interface InformerListener {

    /** The watch brought something. */
    void heard();

    /** A page of a list, before fabric8 has it. {@code first}: a list begins, perhaps not for the first time. */
    void page(boolean first, List<CachedObject> objects);

    /** A watch is about to begin. */
    void watches();

    /** The watch brought a version that is not a number. */
    void unordered(String version);
}
