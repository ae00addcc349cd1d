package dev.serai.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** The API server refused: its code and body are the caller's answer too. */
public final class ApiServerRefusal extends KubernetesClientException {

    private final transient ApiAnswer answer;

    public ApiServerRefusal(ApiAnswer answer) {
        super("the API server answered " + answer.code(), answer.code(), null);
        this.answer = answer;
    }

    /** The answer of the API server. */
    public ApiAnswer answer() {
        return answer;
    }
}
