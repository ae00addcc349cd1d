package dev.serai.rest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.kube.ResourceType;
import dev.serai.rest.read.CacheReader.CachedList;
import dev.serai.rest.render.ObjectWriter;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.ListOptions;
import dev.serai.rest.write.WriteRequest;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists from the cache while it changes. */
class CacheReaderTest {

    private static CachedPods pods;
    private static int made;

    // A table tells ages: they must not grow between two looks.
    private static final Clock AGES = Clock.fixed(Instant.now(), ZoneOffset.UTC);

    private final CacheReader reads = new CacheReader(new ObjectWriter(AGES), new PageSnapshots(Clock.systemUTC()));

    @BeforeAll
    static void start() {
        pods = new CachedPods();
        pods.create("web");
    }

    @AfterAll
    static void stop() {
        pods.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?limit=500", "?limit=1", "?fieldSelector=metadata.name!%3Dx", "?labelSelector=!x&limit=1"})
    void aListShowsTheMomentWhoseTagItHasHoweverMuchLaterItIsMade(String query) {
        for (Format form : new Format[] {Format.JSON, Format.YAML, Format.METADATA_LIST, Format.BARE_TABLE}) {
            CachedList list = list(query, form);
            String shown = text(list);
            // Sorts before all that is there, so that it would be on the first page.
            pods.create("a%03d".formatted(999 - made++));

            assertThat(text(list)).isEqualTo(shown);
            assertThat(shown).contains(list.version().replaceAll("-.*", ""));
            CachedList next = list(query, form);
            assertThat(next.version()).isNotEqualTo(list.version());
            assertThat(text(next)).isNotEqualTo(shown);
        }
    }

    private static String text(CachedList list) {
        Buffer whole = Buffer.buffer();
        list.body().get().parts().forEachRemaining(whole::appendBuffer);
        return whole.toString();
    }

    private CachedList list(String query, Format form) {
        ResourceType type = pods.cache.served().orElseThrow();
        WriteRequest asked = CachedPods.write("GET", CachedPods.PATH + query);
        ListOptions options = ListOptions.parse(asked.request(), type).orElseThrow();
        return reads.list(pods.cache, type, asked.path(), options, form).orElseThrow();
    }
}
