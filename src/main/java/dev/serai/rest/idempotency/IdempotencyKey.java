package dev.serai.rest.idempotency;

import dev.serai.kube.ResourcePath;
import dev.serai.kube.Sha256;
import dev.serai.kube.StatusException;
import dev.serai.rest.wire.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key by which a caller marks repeats of one create (draft-ietf-httpapi-idempotency-key-header). All that is derived
 * from it is the same in every replica and after every restart, so that none of them need remember anything.
 *
 * @param value the key: 1 to 255 visible ASCII characters
 */
record IdempotencyKey(String value) {

    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;
    // As apiserver's names.SimpleNameGenerator: a generated name is at most this long, and its suffix holds neither
    // vowels nor what looks like them, so that no words come of it.
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
     * The key of a request; null where it has none.
     *
     * @throws StatusException 400 if it has more than one, or one that is malformed
     */
    static @Nullable IdempotencyKey of(Request request) {
        List<String> values = request.http().headers().getAll(HEADER);
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw StatusException.badRequest("the header %s is given more than once".formatted(HEADER));
        }
        return new IdempotencyKey(values.get(0));
    }

    /** The name that takes the place of {@code generateName}. */
    String name(String generateName, ResourcePath path) {
        byte[] hash = Sha256.of(String.join("\n", value, path.resource().toString(), String.valueOf(path.namespace()))
                .getBytes(StandardCharsets.UTF_8));
        var name = new StringBuilder(generateName.substring(0, Math.min(generateName.length(), LONGEST_NAME - SUFFIX)));
        for (int i = 0; i < SUFFIX; i++) {
            name.append(LETTERS.charAt((hash[i] & 0xff) % LETTERS.length()));
        }
        return name.toString();
    }

    /** What marks an object that was made from {@code body} with this key: both can be compared, neither can be read. */
    String mark(byte[] body) {
        return Sha256.hex(value, HASH_LETTERS) + "." + Sha256.hex(body, HASH_LETTERS);
    }

    /** Whether a mark was made with this key. */
    boolean made(String mark) {
        return mark.startsWith(Sha256.hex(value, HASH_LETTERS) + ".");
    }
}
