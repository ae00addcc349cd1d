package dev.serai.security.tls;

/**
 * The PEM files of TLS on the API port and on the management port: {@code serai.tls.*}.
 *
 * @param certificate the server's certificate, and those between it and its authority; empty if there is no TLS
 * @param key the key of {@code certificate}
 * @param clientCa the authorities of client certificates; empty if callers are not asked for one
 */
public record TlsConfiguration(String certificate, String key, String clientCa) {

    private static final String CERTIFICATE = "serai.tls.certificate";
    private static final String KEY = "serai.tls.key";
    private static final String CLIENT_CA = "serai.tls.client-ca";

    /**
     * Reads the files, to find out whether they can be used.
     *
     * @throws IllegalArgumentException if they cannot; the message names key and file, and what would be right
     */
    public TlsConfiguration {
        if (certificate.isEmpty() && !clientCa.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is '%s' and %s is empty; client certificates come with TLS, so set %s and %s too"
                            .formatted(CLIENT_CA, clientCa, CERTIFICATE, CERTIFICATE, KEY));
        }
        requireOther(CERTIFICATE, certificate, KEY, key, "the key of that certificate");
        requireOther(KEY, key, CERTIFICATE, certificate, "the certificate of that key");
        if (!certificate.isEmpty()) {
            identityFiles(certificate, key).read();
        }
        if (!clientCa.isEmpty()) {
            authorityFiles(clientCa).read();
        }
    }

    /** Whether the ports speak TLS. */
    public boolean isOn() {
        return !certificate.isEmpty();
    }

    /** Whether callers are asked for a certificate. */
    public boolean asksForCertificates() {
        return !clientCa.isEmpty();
    }

    PemFiles<ServerIdentity> identityFiles() {
        return identityFiles(certificate, key);
    }

    PemFiles<ClientAuthorities> authorityFiles() {
        return authorityFiles(clientCa);
    }

    private static PemFiles<ServerIdentity> identityFiles(String certificate, String key) {
        return ServerIdentity.files(PemFile.of(CERTIFICATE, certificate), PemFile.of(KEY, key));
    }

    private static PemFiles<ClientAuthorities> authorityFiles(String clientCa) {
        return ClientAuthorities.file(PemFile.of(CLIENT_CA, clientCa));
    }

    private static void requireOther(String key, String value, String other, String otherValue, String what) {
        if (!value.isEmpty() && otherValue.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is '%s' and %s is empty; it is a PEM file with %s".formatted(key, value, other, what));
        }
    }
}
