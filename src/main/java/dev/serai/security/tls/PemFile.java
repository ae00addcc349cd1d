package dev.serai.security.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PEM file (RFC 7468) that a setting names.
 *
 * @param key the setting
 * @param path the file
 */
record PemFile(String key, Path path) {

    // A chain of certificates has some kilobytes, all authorities of a JVM together have 200.
    private static final int MOST_BYTES = 1024 * 1024;
    // A block with a password has header lines with dashes in them, and so has no end here.
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(?:([^-]*)-----END \\1-----)?");
    private static final String CERTIFICATE = "CERTIFICATE";

    /**
     * A part of a PEM file.
     *
     * @param label what it is, such as {@code PRIVATE KEY}
     * @param der its bytes; null if it has no end
     */
    record Block(String label, byte @Nullable [] der) {}

    static PemFile of(String key, String path) {
        return new PemFile(key, Path.of(path));
    }

    /**
     * The bytes of the file.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    byte[] read() {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw unusable("which cannot be read", e);
        }
    }

    /**
     * All certificates, in their order.
     *
     * @throws IllegalArgumentException if there is none, or one that cannot be read
     */
    List<X509Certificate> certificates(byte[] content) {
        var certificates = new ArrayList<X509Certificate>();
        for (Block block : blocks(content)) {
            if (block.label().equals(CERTIFICATE)) {
                certificates.add(certificate(block));
            }
        }
        if (certificates.isEmpty()) {
            throw unusable("which holds no certificate; it is a PEM file with certificates", null);
        }
        return certificates;
    }

    List<Block> blocks(byte[] content) {
        var blocks = new ArrayList<Block>();
        Matcher found = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (found.find()) {
            String text = found.group(2);
            blocks.add(new Block(
                    found.group(1),
                    text == null ? null : Base64.getMimeDecoder().decode(text)));
        }
        return blocks;
    }

    /** What is told of a file that cannot be used: {@code why} follows its name. */
    IllegalArgumentException unusable(String why, @Nullable Exception cause) {
        return new IllegalArgumentException("%s is '%s', %s".formatted(key, path, why), cause);
    }

    private X509Certificate certificate(Block block) {
        if (block.der() == null) {
            throw unusable("in which a certificate has no end", null);
        }
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw unusable("which holds a certificate that cannot be read", e);
        }
    }
}
