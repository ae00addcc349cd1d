package dev.serai.cluster.kubeconfig;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * TLS to a server with another name than in its URL: a kubeconfig's {@code tls-server-name}. The client asks for this
 * name (SNI) if the URL has an address, and the certificate must have it. fabric8's Vert.x client ignores it.
 */
public final class NamedServer extends SslContext {

    private final SslContext context;
    private final String name;

    private NamedServer(SslContext context, String name) {
        this.context = context;
        this.name = name;
    }

    /** The client's options for a server of this name. */
    public static SSLEngineOptions options(SSLEngineOptions options, String name) {
        return new JdkSSLEngineOptions() {
            @Override
            public JdkSSLEngineOptions copy() {
                return this;
            }

            @Override
            public SslContextFactory sslContextFactory() {
                SslContextFactory factory = options.sslContextFactory();
                return () -> new NamedServer(factory.create(), name);
            }
        };
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return context.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return context.newEngine(allocator, name, port);
    }

    @Override
    public boolean isClient() {
        return context.isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return context.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation")
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return context.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return context.sessionContext();
    }
}
