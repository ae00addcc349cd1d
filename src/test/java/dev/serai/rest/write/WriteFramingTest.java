package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.limit.WriteLimitsConfiguration;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever says in two ways where a request ends may mean to hide a second one in it. */
class WriteFramingTest extends WriteRoutes {

    private static final String HIDDEN = "DELETE /api/v1/namespaces/shop/pods/victim HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final int LONGEST_SILENCE = 60_000;

    WriteFramingTest() {
        super(new WriteLimitsConfiguration(1_000, 1_000, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: 2, 3\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: -1\r\n\r\n{}",
                "Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}",
            })
    void isRefusedWithNothingSentAndTheConnectionClosed(String framing) throws IOException {
        String answer = send(framing + HIDDEN);
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).hasSize(2);
        assertThat(apiServer.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "fffffffff\r\n{}\r\n0\r\n\r\n"})
    void ofABodyThatBreaksOffNothingIsSentAndNothingBehindItIsRead(String chunks) throws IOException {
        assertThat(send("Transfer-Encoding: chunked\r\n\r\n" + chunks + HIDDEN)).doesNotContain("HTTP/1.1 2");
        assertThat(apiServer.requests()).isEmpty();
    }

    // The answer is read to its end: it comes only if the connection is closed.
    private String send(String rest) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(LONGEST_SILENCE);
            socket.getOutputStream()
                    .write(
                            ("POST /api/v1/namespaces/shop/pods HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                            + rest)
                                    .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
