package dev.serai.cluster;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the API server answered, untouched.
 *
 * @param code the HTTP code
 * @param headers the answer's headers, names in lower case
 * @param body the bytes; empty when there were none
 */
public record ApiAnswer(int code, Map<String, List<String>> headers, byte[] body) {

    public ApiAnswer {
        headers = headers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> List.copyOf(header.getValue()),
                        (first, second) -> first));
    }

    /** Whether the code is of the 2xx kind. */
    public boolean isSuccess() {
        return code / 100 == 2;
    }

    /** All values of a header; empty when it is absent. */
    public List<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
