package dev.serai.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** The API server said no: its answer, code and body, is the caller's answer too. */
public final class ApiServerRefusal extends KubernetesClientException {

    private final transient ApiAnswer answer;

    public ApiServerRefusal(ApiAnswer answer) {
        super("the API server answered " + answer.code(), answer.code(), null);
        this.answer = answer;
    }

    /** What the API server answered. */
    public ApiAnswer answer() {
        return answer;
    }
}
