package dev.serai.kube;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.IntPredicate;

/** Percent-encoding of RFC 3986, section 2.1. Which characters stay depends on the place of the text. */
public final class PercentEncoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    // The characters that RFC 3986, section 3.3, allows in a segment. A plus is left out: some servers read it as a
    // blank.
    private static final String IN_SEGMENT = "-._~!$&'()*,:=@";

    private PercentEncoding() {}

    /** Encodes any name as one segment of a path. */
    public static String segment(String name) {
        return encode(name, PercentEncoding::isOfSegment);
    }

    /** Encodes the UTF-8 octets that are not {@code plain}; plain characters must be visible ASCII. */
    public static String encode(String text, IntPredicate plain) {
        return text.chars().allMatch(plain) ? text : encode(text.getBytes(StandardCharsets.UTF_8), plain);
    }

    /** As {@link #encode(String, IntPredicate)}, for the octets of a text. */
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
