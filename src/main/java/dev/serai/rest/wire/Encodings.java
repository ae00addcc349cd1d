package dev.serai.rest.wire;

import java.util.List;
import java.util.Locale;

/** How an answer may be encoded: the header {@code Accept-Encoding} (RFC 9110, section 12.5.3). */
public final class Encodings {

    private Encodings() {}

    /** Whether the caller takes gzip, and does not prefer an answer without encoding. */
    public static boolean takeGzip(List<String> headers) {
        float gzip = -1;
        float any = -1;
        float identity = 0;
        for (String header : headers) {
            for (String coding : header.split(",")) {
                String[] parts = coding.split(";");
                float quality = quality(parts);
                switch (parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT)) {
                    case "gzip", "x-gzip" -> gzip = Math.max(gzip, quality);
                    case "*" -> any = quality;
                    case "identity" -> identity = quality;
                    default -> {}
                }
            }
        }
        float wanted = gzip < 0 ? any : gzip;
        return wanted > 0 && wanted >= identity;
    }

    private static float quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
                try {
                    return Float.parseFloat(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
