package dev.serai.cluster;

import dev.serai.kube.Caller;
import dev.serai.kube.PercentEncoding;
import io.fabric8.kubernetes.client.http.HttpRequest;

/** Sends a request in somebody's name: {@code Impersonate-*} of the API server's authentication. */
final class ImpersonationHeaders {

    private ImpersonationHeaders() {}

    static void addTo(HttpRequest.Builder message, Caller caller) {
        message.setHeader("Impersonate-User", caller.name());
        if (!caller.uid().isEmpty()) {
            message.setHeader("Impersonate-Uid", caller.uid());
        }
        caller.groups().forEach(group -> message.header("Impersonate-Group", group));
        // A header's name may not hold all that a key may.
        caller.extra()
                .forEach((key, values) -> values.forEach(
                        value -> message.header("Impersonate-Extra-" + PercentEncoding.segment(key), value)));
    }
}
