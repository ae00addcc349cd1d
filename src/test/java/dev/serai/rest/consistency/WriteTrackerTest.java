package dev.serai.rest.consistency;

import static dev.serai.rest.read.CachedPods.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.object.CachedObject;
import dev.serai.cluster.ApiAnswer;
import dev.serai.rest.read.CachedPods;
import dev.serai.rest.write.DeleteOptions;
import dev.serai.rest.write.WireObject;
import dev.serai.rest.write.WireObjectTest;
import dev.serai.rest.write.WriteRequest;
import io.kubernetes.client.proto.V1;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A write is awaited until the cache shows it; only where its answer does not tell of it is the API server asked. */
class WriteTrackerTest extends WriteTrackerTestSupport {

    private static final String WEB = CachedPods.PATH + "/web";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"%d\"}}|0",
                "application/json;charset=utf-8|{\"metadata\":{\"resourceVersion\":\"%d\"}}|0",
                "application/json|{\"kind\":\"Table\",\"metadata\":{},"
                        + "\"rows\":[{\"object\":{\"metadata\":{\"resourceVersion\":\"%d\"}}}]}|0",
                "application/json|{\"kind\":\"Table\",\"metadata\":{},\"rows\":[{\"cells\":[\"web\"]}]}|1",
                // As a binding is answered.
                "application/json|{\"kind\":\"Status\",\"metadata\":{},\"status\":\"Success\"}|1",
                "application/json|torn|1",
                "application/yaml|{kind: Pod, metadata: {resourceVersion: \"%d\"}}|0",
                "application/yaml|kind: Pod|1",
                "application/vnd.kubernetes.protobuf|k8s|1",
            })
    void aWriteIsAwaitedInWhateverFormItIsAnswered(String type, String body, int requests) {
        long version = pods.cache.version() + 1;
        isNow(version);
        accepted(write("PUT", WEB), answer(type, body.formatted(version)));
        assertThat(own.areSeen(pods.cache)).isFalse();

        pods.create("web");
        await().until(() -> own.areSeen(pods.cache));
        assertThat(asked.server().getRequestCount()).isEqualTo(requests);
    }

    @Test
    void anOlderWriteThatIsAnsweredLaterHidesNoNewerOne() {
        long version = pods.create("web").version();
        accepted(write("PUT", WEB), answer(JSON, metadata("\"resourceVersion\":\"%d\"".formatted(version + 1))));
        accepted(write("PUT", WEB), answer(JSON, metadata("\"resourceVersion\":\"%d\"".formatted(version))));
        assertThat(own.areSeen(pods.cache)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|{\"kind\":\"Status\",\"metadata\":{},\"details\":{\"uid\":\"%s\"}}|0",
                "application/json|{\"metadata\":{\"uid\":\"%s\",\"resourceVersion\":\"1\"}}|0",
                "application/json|{\"metadata\":{\"uid\":\"%s\",\"resourceVersion\":\"1\","
                        + "\"deletionGracePeriodSeconds\":0,\"finalizers\":[]}}|0",
                "application/json|{\"kind\":\"Table\",\"rows\":[{\"object\":{\"metadata\":{\"uid\":\"%s\"}}}]}|0",
                "application/yaml|kind: Status|0",
                "application/yaml|{kind: Status, details: {uid: %s}}|0",
                // The object is asked for, and is not there.
                "application/vnd.kubernetes.protobuf|k8s|1",
            })
    void aDeleteIsAwaitedInWhateverFormItIsAnswered(String type, String body, int requests) {
        CachedObject web = pods.create("web");
        asked.server().expect().get().withPath(WEB).andReturn(404, "{}").always();
        accepted(write("DELETE", WEB), answer(type, body.formatted(web.uid())));
        assertThat(own.areSeen(pods.cache)).isFalse();

        pods.delete("web");
        await().until(() -> own.areSeen(pods.cache));
        assertThat(asked.server().getRequestCount()).isEqualTo(requests);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"finalizers\":[\"example.com/hold\"]", "\"deletionGracePeriodSeconds\":30"})
    void anObjectThatStaysIsAwaitedWithItsNewVersion(String why) {
        CachedObject web = pods.create("web", "example.com/hold");
        accepted(
                write("DELETE", WEB),
                answer(
                        JSON,
                        metadata("\"uid\":\"%s\",\"resourceVersion\":\"%d\",%s"
                                .formatted(web.uid(), web.version() + 1, why))));
        assertThat(own.areSeen(pods.cache)).isFalse();

        pods.delete("web");
        await().until(() -> own.areSeen(pods.cache));
        assertThat(pods.get("web").uid()).isEqualTo(web.uid());
        assertThat(asked.server().getRequestCount()).isZero();
    }

    @ParameterizedTest
    @MethodSource("collections")
    void allOfADeletedCollectionIsAwaited(Function<List<CachedObject>, ApiAnswer> form) {
        CachedObject web = pods.create("web");
        CachedObject held = pods.create("held", "example.com/hold");
        accepted(write("DELETE", CachedPods.PATH + "?labelSelector=app"), form.apply(List.of(web, held)));
        assertThat(own.areSeen(pods.cache)).isFalse();
        pods.delete("held");
        await().until(() -> pods.get("held").version() > held.version());
        assertThat(own.areSeen(pods.cache)).isFalse();
        pods.delete("web");
        await().until(() -> own.areSeen(pods.cache));
        assertThat(asked.server().getRequestCount()).isZero();
    }

    private static Stream<Named<Function<List<CachedObject>, ApiAnswer>>> collections() {
        String list = "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[%s]}";
        String table = "{\"kind\":\"Table\",\"columnDefinitions\":[{\"name\":\"Ready\",\"format\":\"\"},"
                + "{\"name\":\"Name\",\"format\":\"name\"}],\"rows\":[%s]}";
        return Stream.of(
                Named.of("JSON", deleted -> answer(JSON, list.formatted(joined(deleted, WriteTrackerTest::item)))),
                // Flow style, as which the API server may write it as well.
                Named.of("YAML", deleted -> answer(YAML, list.formatted(joined(deleted, WriteTrackerTest::item)))),
                Named.of(
                        "table",
                        deleted -> answer(
                                JSON, table.formatted(joined(deleted, each -> "{\"object\":" + item(each) + "}")))),
                Named.of(
                        "table without objects",
                        deleted -> answer(
                                JSON,
                                table.formatted(
                                        joined(deleted, each -> "{\"cells\":[\"0/1\",\"" + each.name() + "\"]}")))),
                Named.of("protobuf", WriteTrackerTest::inProtobuf));
    }

    private static String joined(List<CachedObject> objects, Function<CachedObject, String> form) {
        return objects.stream().map(form).collect(Collectors.joining(","));
    }

    private static ApiAnswer inProtobuf(List<CachedObject> objects) {
        var list = V1.PodList.newBuilder();
        objects.forEach(object -> list.addItemsBuilder()
                .getMetadataBuilder()
                .setNamespace(object.namespace())
                .setName(object.name())
                .setUid(object.uid()));
        return new ApiAnswer(
                200,
                Map.of("Content-Type", List.of(WireObject.PROTOBUF)),
                WireObjectTest.wire("PodList", list.build()));
    }

    @Test
    void anEvictedPodIsAwaitedUntilItIsOnItsWay() {
        pods.create("web", "example.com/hold");
        accepted(write("POST", WEB + "/eviction"), answer(JSON, "{\"kind\":\"Status\",\"status\":\"Success\"}"));
        assertThat(own.areSeen(pods.cache)).isFalse();
        pods.delete("web");
        await().until(() -> own.areSeen(pods.cache));
        assertThat(pods.get("web")).isNotNull();
        assertThat(asked.server().getRequestCount()).isZero();
    }

    @Test
    void aPodThatIsEvictedBeforeItIsCachedIsAskedFor() {
        long version = pods.cache.version() + 1;
        isNow(version);
        accepted(write("POST", WEB + "/eviction"), answer(JSON, "{\"kind\":\"Status\",\"status\":\"Success\"}"));
        assertThat(own.areSeen(pods.cache)).isFalse();
        assertThat(asked.server().getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"POST, /eviction", "DELETE, ''"})
    void whatMayHaveBeenADryRunIsAskedFor(String method, String subresource) {
        isNow(pods.create("web").version());
        WriteRequest write = write(method, WEB + subresource);
        write.setDeleteOptions(DeleteOptions.UNKNOWN);
        accepted(write, answer(JSON, "{\"kind\":\"Status\",\"status\":\"Success\"}"));
        assertThat(own.areSeen(pods.cache)).isTrue();
        assertThat(asked.server().getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"POST, /eviction", "DELETE, ''"})
    void whatWasNoDryRunThenIsAwaitedUntilItIsGone(String method, String subresource) {
        pods.create("web");
        asked.server().expect().get().withPath(WEB).andReturn(404, "{}").always();
        WriteRequest write = write(method, WEB + subresource);
        write.setDeleteOptions(DeleteOptions.UNKNOWN);
        accepted(write, answer(JSON, "{\"kind\":\"Status\",\"status\":\"Success\"}"));
        assertThat(own.areSeen(pods.cache)).isFalse();
        pods.delete("web");
        await().until(() -> own.areSeen(pods.cache));
    }

    @Test
    void nothingIsAwaitedThatNobodyKnows() {
        accepted(write("PUT", WEB), answer(YAML, "kind: Pod"));
        accepted(write("DELETE", WEB), answer(YAML, "kind: Pod"));
        assertThat(own.areSeen(pods.cache)).isTrue();
    }

    @Test
    void whatIsNotCachedIsNeitherAskedForNorAwaited() {
        for (String path : List.of("/api/v1/namespaces/shop/services/web", "/apis/metrics.k8s.io/v1/pods/web")) {
            accepted(write("PUT", path), answer(YAML, "kind: Service"));
            accepted(write("PUT", path), answer(JSON, metadata("\"resourceVersion\":\"1000000\"")));
            accepted(write("DELETE", path), answer(JSON, "{\"kind\":\"Status\"}"));
        }
        assertThat(asked.server().getRequestCount()).isZero();
        assertThat(own.areSeen(pods.cache)).isTrue();
    }

    private void accepted(WriteRequest write, ApiAnswer answer) {
        own.made(write, answer).ifPresent(own::remember);
    }

    private void isNow(long version) {
        answers(WEB, version);
    }

    private void answers(String path, long version) {
        asked.server()
                .expect()
                .get()
                .withPath(path)
                .andReturn(200, metadata("\"resourceVersion\":\"%d\"".formatted(version)))
                .always();
    }

    private static ApiAnswer answer(String type, String body) {
        return new ApiAnswer(200, Map.of("Content-Type", List.of(type)), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String metadata(String fields) {
        return "{\"metadata\":{%s}}".formatted(fields);
    }

    private static String item(CachedObject object) {
        return metadata("\"namespace\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\""
                .formatted(object.namespace(), object.name(), object.uid()));
    }
}
