package dev.serai.rest.wire;

import dev.serai.kube.PercentEncoding;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The target of a request line, decoded once. This one path is checked and sent to the API server. A path that could be
 * read in two ways, for instance with {@code %2F} for a slash or with {@code ..}, is not passed on.
 *
 * @param path starts with a slash; percent-encoded only where it must be
 * @param query percent-encoded, without the question mark; empty if there is none
 */
record RequestTarget(String path, String query) {

    // The form for proxies: RFC 9112, section 3.2.2. The API server accepts any scheme.
    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:"
            + "(?://(?:[^/?#@]*@)?(?:\\[[^\\]/]*\\]|[^:/?#@\\[\\]]*)(?::[0-9]*)?|(?!//))(?=[/?]|$)");
    private static final Pattern OPAQUE = Pattern.compile("\\*|[A-Za-z][A-Za-z0-9+.-]*:[^/].*");
    private static final String UNESCAPED = "-._~!$&'()*+,:=@/";

    /**
     * Reads the target of a request line.
     *
     * @throws StatusException 400 if it cannot be decoded, or has a name that would lead elsewhere; 404 if it hides a
     *     slash, or leads to no path at all
     */
    static RequestTarget parse(String uri) {
        String origin = origin(uri);
        int question = origin.indexOf('?');
        String raw = question < 0 ? origin : origin.substring(0, question);
        return new RequestTarget(path(raw), question < 0 ? "" : visible(origin.substring(question + 1)));
    }

    private static String origin(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        Matcher absolute = ABSOLUTE.matcher(uri);
        if (absolute.lookingAt()) {
            String rest = uri.substring(absolute.end());
            return rest.startsWith("/") ? rest : "/" + rest;
        }
        if (OPAQUE.matcher(uri).matches()) {
            throw StatusException.noSuchResource();
        }
        throw StatusException.badRequest("the request target is neither a path nor a URL");
    }

    private static String path(String raw) {
        if (!raw.contains("/.") && isUnescaped(raw)) {
            return raw;
        }
        String path = escaped(decoded(raw));
        for (String segment : path.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                // If it is a name, this says what is wrong with it.
                ResourcePath.parse(path);
                throw StatusException.noSuchResource();
            }
        }
        return path;
    }

    private static byte[] decoded(String raw) {
        var bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c == 0x7f || c > 0xff) {
                throw StatusException.badRequest("the path holds a blank or a control character; percent-encode it");
            }
            if (c == '%') {
                int octet = octet(raw, i + 1);
                if (octet == '/') {
                    // The API server would take it for a slash, and so for another object.
                    throw StatusException.noSuchResource();
                }
                bytes.write(octet);
                i += 2;
            } else {
                // The HTTP server gives each byte as one character.
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static int octet(String raw, int from) {
        if (from + 2 > raw.length()
                || !HexFormat.isHexDigit(raw.charAt(from))
                || !HexFormat.isHexDigit(raw.charAt(from + 1))) {
            throw undecodable();
        }
        return HexFormat.fromHexDigits(raw, from, from + 2);
    }

    private static String escaped(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw undecodable();
        }
        return PercentEncoding.encode(bytes, RequestTarget::isUnescaped);
    }

    // A request line may hold visible ASCII only, so other bytes are percent-encoded.
    private static String visible(String query) {
        // The HTTP server gives each byte as one character.
        return query.chars().allMatch(RequestTarget::isVisible)
                ? query
                : PercentEncoding.encode(query.getBytes(StandardCharsets.ISO_8859_1), RequestTarget::isVisible);
    }

    private static boolean isVisible(int c) {
        return c > ' ' && c < 0x7f;
    }

    private static boolean isUnescaped(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (!isUnescaped(raw.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnescaped(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || UNESCAPED.indexOf(c) >= 0;
    }

    private static StatusException undecodable() {
        return StatusException.badRequest(
                "the path cannot be decoded: '%' stands before two hexadecimal digits, and the" + " bytes are UTF-8");
    }
}
