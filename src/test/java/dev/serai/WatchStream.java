package dev.serai;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One watch, read as it comes. */
public final class WatchStream implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final HttpResponse<InputStream> answer;
    private final BufferedReader lines;

    private WatchStream(HttpResponse<InputStream> answer) {
        this.answer = answer;
        this.lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** Returns with the answer's head; where none comes in time, it throws. */
    public static WatchStream open(String url) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(15))
                .build();
        try {
            return new WatchStream(HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public int status() {
        return answer.statusCode();
    }

    /** All there is, of an answer that is not a stream. */
    public String body() throws IOException {
        return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The next event, or null where the stream ended in order. */
    public JsonNode next() throws IOException {
        String line = lines.readLine();
        return line == null ? null : Json.parse(line);
    }

    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }
}
