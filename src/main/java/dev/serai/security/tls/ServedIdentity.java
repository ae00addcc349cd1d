package dev.serai.security.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificate and key, which may be replaced between two handshakes. Vert.x's own {@code
 * HttpServer.updateSSLOptions} would drop the connections that come while it works.
 */
final class ServedIdentity extends X509ExtendedKeyManager {

    private volatile ServerIdentity current;
    // A handshake asks three times: for the alias, the certificate and the key.
    private volatile ServerIdentity before;

    ServedIdentity(ServerIdentity first) {
        current = first;
        before = first;
    }

    /** Takes {@code next} for all handshakes that begin from now on. */
    void replace(ServerIdentity next) {
        before = current;
        current = next;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return current.keys().getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return current.keys().chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return current.keys().chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return chosen(alias).getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return chosen(alias).getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private X509ExtendedKeyManager chosen(String alias) {
        ServerIdentity now = current;
        return now.alias().equals(alias) ? now.keys() : before.keys();
    }
}
