package dev.serai.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.cluster.DemoStore.Stored;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The manners of an API server for the mock web server.
 * Its own CRUD dispatcher has no discovery, takes any object, deletes at once, answers what is missing with an empty
 * body, words errors its own way, and its watches know no versions.
 */
final class DemoApi extends Dispatcher {
    private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");

    private final DemoStore store;
    private final DemoWrites writes;

    DemoApi(DemoStore store, DemoWrites writes) {
        this.store = store;
        this.writes = writes;
    }

    @Override
    public MockResponse dispatch(RecordedRequest http) {
        try {
            String path = http.getPath().split("\\?", 2)[0];
            if (HEALTH.contains(path)) {
                return new MockResponse().setResponseCode(200).setBody("ok");
            }
            Optional<Object> document = DemoDiscovery.document(path);
            if (document.isPresent()) {
                return json(200, Serialization.asJson(document.get()));
            }
            synchronized (store) {
                return answer(DemoRequest.of(http));
            }
        } catch (DemoRefusal refusal) {
            return refused(refusal);
        } catch (RuntimeException unreadable) {
            // Whatever leaves this method leaves the caller without any answer.
            return refused(DemoRefusal.badRequest("the request cannot be read"));
        }
    }

    private MockResponse answer(DemoRequest request) {
        DemoTarget target = request.target();
        if (request.subresource() != null && !request.toStatus()) {
            return evict(request);
        }
        String method = request.http().getMethod();
        boolean one = target.name() != null;
        if (method.equals("GET") && (!one || request.watches())) {
            return request.watches() ? watch(request) : list(request);
        }
        if (method.equals("DELETE") && !one) {
            return deleteAll(request);
        }
        if (one == method.equals("POST")) {
            throw DemoRefusal.notAllowed(method);
        }
        return switch (method) {
            case "GET" -> json(200, writes.existing(target).json());
            case "POST" -> json(201, writes.create(target, request.body()));
            case "PUT" -> json(200, writes.replace(target, request.body(), request.toStatus()));
            case "PATCH" -> patch(request);
            case "DELETE" -> json(200, writes.delete(target, deleteOptions(request)));
            default -> throw DemoRefusal.notAllowed(method);
        };
    }

    private MockResponse patch(DemoRequest request) {
        boolean exists = store.find(request.target()).isPresent();
        String patched = writes.patch(
                request.target(), request.contentType(), request.http().getUtf8Body(), request.toStatus());
        return json(exists ? 200 : 201, patched);
    }

    private MockResponse deleteAll(DemoRequest request) {
        MockResponse deleted = list(request);
        ObjectNode options = deleteOptions(request);
        select(request).forEach(stored -> {
            ObjectNode object = stored.object();
            writes.delete(
                    new DemoTarget(
                            request.target().resource(),
                            object.at("/metadata/namespace").asText(null),
                            object.at("/metadata/name").asText(),
                            request.target().dryRun()),
                    options);
        });
        return deleted;
    }

    private MockResponse evict(DemoRequest request) {
        if (request.target().resource() != DemoResource.PODS || !"eviction".equals(request.subresource())) {
            throw DemoRefusal.noSuchPath();
        }
        if (!request.http().getMethod().equals("POST")) {
            throw DemoRefusal.notAllowed(request.http().getMethod());
        }
        writes.delete(request.target(), request.body().path("deleteOptions"));
        return json(
                201, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\",\"code\":201}");
    }

    private MockResponse list(DemoRequest request) {
        DemoResource resource = request.target().resource();
        String items = select(request).stream()
                .map(stored ->
                        stored.object().without(List.of("kind", "apiVersion")).toString())
                .collect(Collectors.joining(","));
        return json(
                200,
                "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":[%s]}"
                        .formatted(resource.kind(), resource.apiVersion(), store.version(), items));
    }

    private MockResponse watch(DemoRequest request) {
        DemoResource resource = request.target().resource();
        String asked = request.url().queryParameter("resourceVersion");
        boolean initialEvents = "true".equals(request.url().queryParameter("sendInitialEvents"));
        boolean fromNow = initialEvents || asked == null || asked.isEmpty() || asked.equals("0");
        AttributeSet query = store.query(request.selection());
        List<String> frames = new ArrayList<>();
        if (fromNow) {
            store.select(query).forEach(stored -> frames.add(DemoWatches.frame("ADDED", stored.json())));
        }
        if (initialEvents) {
            frames.add(DemoWatches.bookmark(resource, store.version(), true));
        }
        try {
            frames.addAll(store.watches().since(fromNow ? store.version() : Long.parseLong(asked), query));
        } catch (DemoRefusal expired) {
            frames.add(DemoWatches.frame("ERROR", Serialization.asJson(expired.status())));
        }
        return new MockResponse().withWebSocketUpgrade(store.watches().watch(resource, query, frames, store.version()));
    }

    private List<Stored> select(DemoRequest request) {
        return store.select(store.query(request.selection()));
    }

    private static ObjectNode deleteOptions(DemoRequest request) {
        ObjectNode options = request.body();
        String grace = request.url().queryParameter("gracePeriodSeconds");
        return grace == null ? options : options.put("gracePeriodSeconds", Long.parseLong(grace));
    }

    private static MockResponse refused(DemoRefusal refusal) {
        return json(refusal.status().getCode(), Serialization.asJson(refusal.status()));
    }

    private static MockResponse json(int code, String body) {
        return new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(body);
    }
}
