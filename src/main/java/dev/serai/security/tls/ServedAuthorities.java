package dev.serai.security.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** The authorities of client certificates, which may be replaced between two handshakes. */
final class ServedAuthorities extends X509ExtendedTrustManager {

    private volatile ClientAuthorities current;

    ServedAuthorities(ClientAuthorities first) {
        current = first;
    }

    /** Takes {@code next} for all handshakes that begin from now on. */
    void replace(ClientAuthorities next) {
        current = next;
    }

    ClientAuthorities current() {
        return current;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        current.trust().checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        current.trust().checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        current.trust().checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw noServers();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.trust().getAcceptedIssuers();
    }

    private static CertificateException noServers() {
        return new CertificateException("these authorities are for clients");
    }
}
