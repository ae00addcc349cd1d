package dev.serai.rest.consistency;

import dev.serai.cache.CacheConditions;
import dev.serai.cluster.ApiServer;
import dev.serai.fixture.api.MockApi;
import dev.serai.rest.read.CachedPods;
import org.junit.jupiter.api.AfterEach;

/** What was written to a cache of pods, and an API server that is asked what an answer does not tell. */
abstract class WriteTrackerTestSupport {

    final CachedPods pods = new CachedPods();
    // Apart from the one that the cache is filled from, so that its requests can be counted.
    final MockApi asked = new MockApi();
    final CacheConditions conditions = new CacheConditions();
    private final ApiServer askedServer = new ApiServer(asked.client());
    final WriteTracker own = new WriteTracker(pods.caches, new WrittenVersionLookup(askedServer), conditions);

    @AfterEach
    void close() {
        conditions.close();
        askedServer.close();
        asked.close();
        pods.close();
    }
}
