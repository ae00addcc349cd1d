package dev.serai.security.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who may sign client certificates.
 *
 * @param trust checks whether one of them has
 */
record ClientAuthorities(X509ExtendedTrustManager trust) {

    /** Reads them from a file. */
    static PemFiles<ClientAuthorities> file(PemFile file) {
        return new PemFiles<>(List.of(file), content -> of(file, file.certificates(content.get(0))));
    }

    private static ClientAuthorities of(PemFile file, List<X509Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return new ClientAuthorities(Stream.of(trust.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow());
        } catch (GeneralSecurityException | IOException e) {
            throw file.unusable("which cannot be used", e);
        }
    }
}
