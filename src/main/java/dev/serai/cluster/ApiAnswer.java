package dev.serai.cluster;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An unchanged answer of the API server.
 *
 * @param code the HTTP code
 * @param headers the answer's headers, names in lower case
 * @param body the bytes; empty if there are none
 */
public record ApiAnswer(int code, Map<String, List<String>> headers, byte[] body) {

    public ApiAnswer {
        headers = headers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> List.copyOf(header.getValue()),
                        (first, second) -> first));
    }

    /** Whether the code is 2xx. */
    public boolean isSuccess() {
        return code / 100 == 2;
    }

    /** All values of a header; empty if it is absent. */
    public List<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
