package dev.serai.security.oidc;

import dev.serai.kube.Caller;
import dev.serai.security.TokenDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * The callers of tokens that were verified: a caller sends its token with each request, and to verify it costs more
 * than a cached read. It holds until the token expires or the issuer tells its keys anew. Tokens are kept as digests.
 */
final class VerifiedTokens {

    private record Verified(Caller caller, List<JsonWebKey> by, Instant until) {}

    private final Map<TokenDigest, Verified> verified = new LinkedHashMap<>(16, 0.75f, true);
    private final int most;

    /** {@code most} are kept; that which was not sent for longest gives way. */
    VerifiedTokens(int most) {
        this.most = most;
    }

    /** Whose token it is; empty unless a key of just this list has verified it, and it has not expired. */
    Optional<Caller> caller(String token, List<JsonWebKey> keys, Instant now) {
        Verified found = found(TokenDigest.of(token));
        return found != null && found.by() == keys && now.isBefore(found.until())
                ? Optional.of(found.caller())
                : Optional.empty();
    }

    /** Keeps that one of {@code keys} has verified this caller's token, which is taken before {@code until}. */
    void keep(String token, Caller caller, List<JsonWebKey> keys, Instant until) {
        put(TokenDigest.of(token), new Verified(caller, keys, until));
    }

    private synchronized @Nullable Verified found(TokenDigest digest) {
        return verified.get(digest);
    }

    private synchronized void put(TokenDigest digest, Verified now) {
        verified.put(digest, now);
        if (verified.size() > most) {
            var eldest = verified.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }
}
