package dev.serai.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Readers who ask at a set pace, each on a connection of its own, and how long they wait. */
final class PacedReads {

    private static final int LONGEST_SILENCE = 20_000;
    private static final String LENGTH = "content-length:";

    private PacedReads() {}

    /**
     * Nanoseconds that each answer took. Who is late asks at once; the wait begins when it was to ask, so that an answer
     * that holds others up counts for each of them.
     */
    static List<Long> waits(int port, String request, int readers, int perSecond, int seconds) {
        List<CompletableFuture<List<Long>>> all = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            long begin = System.nanoTime() + 1_000_000_000L * i / perSecond / readers;
            var done = new CompletableFuture<List<Long>>();
            new Thread(
                            () -> {
                                try {
                                    done.complete(read(port, request, begin, perSecond, perSecond * seconds));
                                } catch (IOException | RuntimeException e) {
                                    done.completeExceptionally(e);
                                }
                            },
                            "reader")
                    .start();
            all.add(done);
        }
        List<Long> waits = new ArrayList<>();
        all.forEach(each -> waits.addAll(each.join()));
        return waits;
    }

    private static List<Long> read(int port, String request, long begin, int perSecond, int many) throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        List<Long> waits = new ArrayList<>(many);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LONGEST_SILENCE);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            for (int i = 0; i < many; i++) {
                long due = begin + 1_000_000_000L * i / perSecond;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                socket.getOutputStream().write(bytes);
                answer(in);
                waits.add(System.nanoTime() - due);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return waits;
    }

    private static void answer(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("a reader is answered " + status);
        }
        long length = -1;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Long.parseLong(line.substring(LENGTH.length()).strip());
            }
        }
        if (length < 0) {
            throw new IOException("an answer without a length");
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server has ended a reader's connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
