package dev.serai.kube;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.IntPredicate;

/** Percent-encoding of RFC 3986, section 2.1: which characters stay as they are depends on where the text goes. */
public final class PercentEncoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    // What RFC 3986, section 3.3, lets a segment hold. A plus is left out: some take it for a blank.
    private static final String IN_SEGMENT = "-._~!$&'()*,:=@";

    private PercentEncoding() {}

    /** A name as one segment of a path, whatever it holds. */
    public static String segment(String name) {
        return encode(name, PercentEncoding::isOfSegment);
    }

    /** Encodes the octets of UTF-8 that are not {@code plain}, which must be visible ASCII. */
    public static String encode(String text, IntPredicate plain) {
        return text.chars().allMatch(plain) ? text : encode(text.getBytes(StandardCharsets.UTF_8), plain);
    }

    /** As {@link #encode(String, IntPredicate)}, of a text's octets. */
    public static String encode(byte[] octets, IntPredicate plain) {
        var encoded = new StringBuilder(octets.length);
        for (byte octet : octets) {
            if (plain.test(octet)) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    private static boolean isOfSegment(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || IN_SEGMENT.indexOf(c) >= 0;
    }
}
