package dev.serai.security;

import dev.serai.kube.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Tells one token from another without holding it, for those who keep what they know of a token: a dump of the memory
 * would show it. It is a SHA-256 digest.
 */
public record TokenDigest(long first, long second, long third, long fourth) {

    /** That of a token. */
    public static TokenDigest of(String token) {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(token.getBytes(StandardCharsets.UTF_8)));
        return new TokenDigest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    }

    /** A digest is as good as a hash anywhere in it. */
    @Override
    public int hashCode() {
        return (int) first;
    }
}
