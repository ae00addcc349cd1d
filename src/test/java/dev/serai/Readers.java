package dev.serai;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Read the same paths all the time, and do not put up with anything but 200, soon. */
public final class Readers implements AutoCloseable {

    private static final Duration ANSWER_AT_MOST = Duration.ofSeconds(5);
    private static final int MILLIS_BETWEEN = 20;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_AT_MOST)
            .build();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final ScheduledExecutorService threads;

    public Readers(String url, String... paths) {
        threads = Executors.newScheduledThreadPool(paths.length);
        for (String path : paths) {
            threads.scheduleWithFixedDelay(() -> read(url + path), 0, MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
        }
    }

    public long answered() {
        return answered.get();
    }

    public List<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void read(String url) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(ANSWER_AT_MOST)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                answered.incrementAndGet();
            } else {
                failures.add(url + " is answered " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            failures.add(url + " " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
