package dev.serai.prepull.verdict;

/** The labels and annotations of a pod that pulls images, by which it is known again. */
public final class PullMarks {

    /** Label: the name of the ImagePrepull. */
    public static final String PREPULL = "serai.dev/imageprepull";
    /** Label: the node; of a name that is no label's value, its beginning and a digest. */
    public static final String NODE = "serai.dev/node";
    /** Annotation: what is pulled, and the how manieth time. */
    public static final String RUN = "serai.dev/prepull-run";
    /** Annotation: how many tries on this node came before. */
    public static final String TRY = "serai.dev/prepull-try";
    /** Annotation: differs where tries are counted anew, for another spec or another wish to retry. */
    public static final String ATTEMPTS = "serai.dev/prepull-attempts";
    /** Annotation: {@code true} if no further try follows a failure. */
    public static final String LAST_TRY = "serai.dev/prepull-last-try";
    /** Annotation: {@code true} if the pod stays when the images are there. */
    public static final String HOLDS = "serai.dev/prepull-holds";
    /** Annotation: why it is not waited for any longer, such as {@value #TIMEOUT}. */
    public static final String GIVEN_UP = "serai.dev/prepull-given-up";

    /** The time of one try is up. */
    public static final String TIMEOUT = "Timeout";
    /** The time of the whole run is up. */
    public static final String DEADLINE_EXCEEDED = "DeadlineExceeded";

    private PullMarks() {}
}
