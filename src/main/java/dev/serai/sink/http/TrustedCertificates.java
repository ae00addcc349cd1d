package dev.serai.sink.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trusts the certificate authorities in a PEM file instead of those of the JVM. */
public final class TrustedCertificates {

    private TrustedCertificates() {}

    /**
     * Reads the file, which may hold several certificates.
     *
     * @throws IOException if it cannot be read
     * @throws GeneralSecurityException if it holds no certificate
     */
    public static SSLContext read(Path pem) throws IOException, GeneralSecurityException {
        // Read first: otherwise an unreadable path, such as a directory, would be reported as a file without
        // certificates.
        var content = new ByteArrayInputStream(Files.readAllBytes(pem));
        Collection<? extends Certificate> certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(content);
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
