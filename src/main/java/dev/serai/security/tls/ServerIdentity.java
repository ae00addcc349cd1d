package dev.serai.security.tls;

import io.vertx.core.VertxException;
import io.vertx.core.net.impl.pkcs1.PrivateKeyParser;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Who the server is: a certificate and its key.
 *
 * @param alias under which {@code keys} knows it; no two have the same
 * @param keys chooses it where the caller can use it
 */
record ServerIdentity(String alias, X509ExtendedKeyManager keys) {

    private static final char[] IN_MEMORY = "in memory only".toCharArray();
    private static final byte[] PROBE = new byte[32];
    // By the algorithm of the key.
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /** Reads it from the file of the certificate and from that of the key. */
    static PemFiles<ServerIdentity> files(PemFile certificate, PemFile key) {
        return new PemFiles<>(
                List.of(certificate, key), content -> of(certificate, content.get(0), key, content.get(1)));
    }

    private static ServerIdentity of(PemFile certificateFile, byte[] certificate, PemFile keyFile, byte[] key) {
        List<X509Certificate> chain = certificateFile.certificates(certificate);
        PrivateKey privateKey = privateKey(keyFile, key);
        if (!fit(privateKey, chain.get(0).getPublicKey())) {
            throw keyFile.unusable(
                    "which is not the key of the first certificate in '%s'".formatted(certificateFile.path()), null);
        }
        String alias = UUID.randomUUID().toString();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(alias, privateKey, IN_MEMORY, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, IN_MEMORY);
            return new ServerIdentity(alias, (X509ExtendedKeyManager) keys.getKeyManagers()[0]);
        } catch (KeyStoreException notLinked) {
            throw certificateFile.unusable(
                    "whose certificates are no chain; the server's comes first, then the one that has signed it, and"
                            + " so on",
                    notLinked);
        } catch (GeneralSecurityException | IOException e) {
            throw certificateFile.unusable("which cannot be used", e);
        }
    }

    private static PrivateKey privateKey(PemFile file, byte[] content) {
        for (PemFile.Block block : file.blocks(content)) {
            byte[] der = block.der();
            if (der != null) {
                try {
                    switch (block.label()) {
                        case "PRIVATE KEY":
                            return pkcs8(der);
                        case "RSA PRIVATE KEY":
                            return KeyFactory.getInstance("RSA").generatePrivate(PrivateKeyParser.getRSAKeySpec(der));
                        case "EC PRIVATE KEY":
                            return KeyFactory.getInstance("EC").generatePrivate(PrivateKeyParser.getECKeySpec(der));
                        default:
                        // Certificates and parameters may be in the same file.
                    }
                } catch (GeneralSecurityException | VertxException e) {
                    throw file.unusable("which holds a private key that cannot be read", e);
                }
            }
        }
        throw file.unusable(
                "which holds no private key; it is a PEM file with PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY,"
                        + " and no password",
                null);
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        for (String algorithm : SIGNATURES.keySet()) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException other) {
                // It is one of another algorithm.
            }
        }
        throw new InvalidKeySpecException("neither of " + SIGNATURES.keySet());
    }

    private static boolean fit(PrivateKey key, PublicKey certified) {
        try {
            Signature signature = Signature.getInstance(SIGNATURES.get(key.getAlgorithm()));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (InvalidKeyException otherAlgorithm) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
