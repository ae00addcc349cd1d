package dev.serai.rest.wire;

import dev.serai.kube.StatusException;

/** Counts the answers that go on, of which there is a bounded number. Touched by the event loop only. */
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
     * @return to be called when it has ended; more calls do nothing
     * @throws StatusException 429 if there are as many as there may be
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
