package dev.serai.rest.idempotency;

import dev.serai.kube.ResourcePath;
import dev.serai.kube.Sha256;
import dev.serai.kube.StatusException;
import dev.serai.rest.wire.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A key that marks repeats of one create (draft-ietf-httpapi-idempotency-key-header). Everything derived from it is the
 * same in every replica and after every restart, so that no replica must remember anything.
 *
 * @param value the key: 1 to 255 visible ASCII characters
 */
record IdempotencyKey(String value) {

    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;
    // As in apiserver's names.SimpleNameGenerator: the longest generated name. The suffix holds no vowels and nothing
    // that looks like them, so that it never forms a word.
    private static final int LONGEST_NAME = 63;
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 12;
    private static final int HASH_LETTERS = 32;

    IdempotencyKey {
        boolean visible = value.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
        if (value.isEmpty() || value.length() > LONGEST || !visible) {
            throw StatusException.badRequest(
                    "the header %s is 1 to %d visible ASCII characters".formatted(HEADER, LONGEST));
        }
    }

    /**
     * The key of a request; null if it has none.
     *
     * @throws StatusException 400 if it has more than one, or a malformed one
     */
    static @Nullable IdempotencyKey of(Request request) {
        return of(request.http().headers().getAll(HEADER));
    }

    /**
     * The key in the header of a message of a route; null if it has none.
     *
     * @throws StatusException 400 if it has more than one, or a malformed one
     */
    static @Nullable IdempotencyKey of(Message message) {
        Object value = message.getHeader(HEADER);
        return value instanceof List<?> several
                ? of(several.stream().map(String::valueOf).toList())
                : value == null ? null : new IdempotencyKey(value.toString());
    }

    private static @Nullable IdempotencyKey of(List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw StatusException.badRequest("the header %s is given more than once".formatted(HEADER));
        }
        return new IdempotencyKey(values.get(0));
    }

    /** The name that replaces {@code generateName}. */
    String name(String generateName, ResourcePath path) {
        byte[] hash = Sha256.of(String.join("\n", value, path.resource().toString(), String.valueOf(path.namespace()))
                .getBytes(StandardCharsets.UTF_8));
        var name = new StringBuilder(generateName.substring(0, Math.min(generateName.length(), LONGEST_NAME - SUFFIX)));
        for (int i = 0; i < SUFFIX; i++) {
            name.append(LETTERS.charAt((hash[i] & 0xff) % LETTERS.length()));
        }
        return name.toString();
    }

    /**
     * The mark of an object that is made from {@code body} with this key. It shows neither the key nor the body, but
     * both can be compared.
     */
    String mark(byte[] body) {
        return Sha256.hex(value, HASH_LETTERS) + "." + Sha256.hex(body, HASH_LETTERS);
    }

    /** Whether a mark was made with this key. */
    boolean made(String mark) {
        return mark.startsWith(Sha256.hex(value, HASH_LETTERS) + ".");
    }
}
