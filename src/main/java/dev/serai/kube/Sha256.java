package dev.serai.kube;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests, which distinguish texts without showing them. */
public final class Sha256 {

    private Sha256() {}

    /** The 32 bytes of the digest. */
    public static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }

    /** The first {@code letters} of the digest's 64 hexadecimal letters. */
    public static String hex(byte[] bytes, int letters) {
        return HexFormat.of().formatHex(of(bytes)).substring(0, letters);
    }

    /** As {@link #hex(byte[], int)}, for a text in UTF-8. */
    public static String hex(String text, int letters) {
        return hex(text.getBytes(StandardCharsets.UTF_8), letters);
    }
}
