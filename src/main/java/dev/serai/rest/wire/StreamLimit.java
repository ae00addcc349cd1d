package dev.serai.rest.wire;

import dev.serai.kube.StatusException;

/** Counts the answers that stream, and bounds their number. Only the event loop may use it. */
public final class StreamLimit {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final int most;
    private int open;

    public StreamLimit(int most) {
        this.most = most;
    }

    /**
     * Counts one more.
     *
     * @return call it when the stream has ended; further calls do nothing
     * @throws StatusException 429 if there are too many
     */
    public Runnable open() {
        if (open >= most) {
            throw StatusException.tooManyRequests(RETRY_AFTER_SECONDS);
        }
        open++;
        return new Runnable() {
            private boolean ended;

            @Override
            public void run() {
                if (!ended) {
                    ended = true;
                    open--;
                }
            }
        };
    }
}
