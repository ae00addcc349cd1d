package dev.serai.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** A caller's connection: what is sent and what comes, plain or by TLS 1.3. */
abstract class CallerChannel {

    final SocketChannel channel;

    CallerChannel(SocketChannel channel) {
        this.channel = channel;
    }

    /** Sends all of it: requests are shorter than what the system takes at once. */
    abstract void write(byte[] bytes) throws IOException;

    /** Appends what has come; nothing if that is yet no whole record. */
    abstract void read(ByteBuffer to) throws IOException;

    static CallerChannel plain(SocketChannel channel) {
        return new CallerChannel(channel) {
            @Override
            void write(byte[] bytes) throws IOException {
                channel.write(ByteBuffer.wrap(bytes));
            }

            @Override
            void read(ByteBuffer to) throws IOException {
                receive(to);
            }
        };
    }

    /** Shakes hands with the server; {@code channel} blocks until this returns. */
    static CallerChannel tls(SocketChannel channel, SSLContext context) throws IOException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        Tls tls = new Tls(channel, engine);
        tls.shakeHands();
        return tls;
    }

    final void receive(ByteBuffer to) throws IOException {
        if (channel.read(to) < 0) {
            throw new EOFException("the server has ended a connection");
        }
    }

    private static final class Tls extends CallerChannel {

        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        private final SSLEngine engine;
        private final ByteBuffer records;
        private final ByteBuffer sent;

        Tls(SocketChannel channel, SSLEngine engine) {
            super(channel);
            this.engine = engine;
            int packet = engine.getSession().getPacketBufferSize();
            this.records = ByteBuffer.allocate(4 * packet);
            this.sent = ByteBuffer.allocate(packet);
        }

        private void shakeHands() throws IOException {
            ByteBuffer none = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            engine.beginHandshake();
            for (HandshakeStatus status = engine.getHandshakeStatus();
                    status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING;
                    status = engine.getHandshakeStatus()) {
                switch (status) {
                    case NEED_WRAP -> wrap(NOTHING);
                    case NEED_TASK -> engine.getDelegatedTask().run();
                    default -> {
                        if (!unwrap(none)) {
                            receive(records);
                        }
                    }
                }
            }
        }

        @Override
        void write(byte[] bytes) throws IOException {
            wrap(ByteBuffer.wrap(bytes));
        }

        private void wrap(ByteBuffer plain) throws IOException {
            sent.clear();
            engine.wrap(plain, sent);
            sent.flip();
            while (sent.hasRemaining()) {
                channel.write(sent);
            }
        }

        @Override
        void read(ByteBuffer to) throws IOException {
            receive(records);
            boolean whole = true;
            while (whole) {
                whole = unwrap(to);
            }
        }

        // Whether there was a record.
        private boolean unwrap(ByteBuffer to) throws IOException {
            records.flip();
            SSLEngineResult result = engine.unwrap(records, to);
            records.compact();
            return switch (result.getStatus()) {
                case OK -> result.bytesConsumed() > 0;
                case BUFFER_UNDERFLOW -> false;
                default -> throw new IOException("TLS: " + result);
            };
        }
    }
}
