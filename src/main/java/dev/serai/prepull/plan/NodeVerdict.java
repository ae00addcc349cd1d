package dev.serai.prepull.plan;

import dev.serai.prepull.verdict.PullVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is stored of a node on which a pod has ended its work.
 *
 * @param node the first letters of the node's uid: a node that comes again is another one
 * @param phase what became of it
 * @param tries how many tries have failed
 * @param notBefore when the next try may begin; only of {@link Phase#WAITING}
 * @param reason why the last one failed
 * @param message the same for people; may be empty
 * @param images the images that failed; may be empty where very many nodes failed
 */
public record NodeVerdict(
        String node,
        Phase phase,
        int tries,
        Instant notBefore,
        String reason,
        String message,
        List<PullVerdict.FailedImage> images) {

    /** What became of a node. */
    public enum Phase {
        /** All images are there. */
        SUCCEEDED,
        /** No further try is made. */
        FAILED,
        /** A try failed, and another one follows. */
        WAITING
    }

    private static final int UID_LETTERS = 8;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    // As long as a Job's: kubernetes/pkg/controller/job.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 10;

    public NodeVerdict {
        images = List.copyOf(images);
    }

    static NodeVerdict succeeded(String uid) {
        return new NodeVerdict(letters(uid), Phase.SUCCEEDED, 0, Instant.EPOCH, "", "", List.of());
    }

    static NodeVerdict failed(String uid, int tries, PullVerdict verdict) {
        return new NodeVerdict(
                letters(uid),
                Phase.FAILED,
                tries,
                Instant.EPOCH,
                verdict.reason(),
                verdict.message(),
                verdict.images());
    }

    /** The next try begins after 30 s, then after twice as long each time, at most after ten minutes. */
    static NodeVerdict waiting(String uid, int tries, PullVerdict verdict, Instant now) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(MOST_DOUBLINGS, tries - 1));
        return new NodeVerdict(
                letters(uid),
                Phase.WAITING,
                tries,
                now.plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait),
                verdict.reason(),
                "",
                List.of());
    }

    boolean isOf(String uid) {
        return node.equals(letters(uid));
    }

    boolean isDone() {
        return phase != Phase.WAITING;
    }

    private static String letters(String uid) {
        return uid.length() > UID_LETTERS ? uid.substring(0, UID_LETTERS) : uid;
    }
}
