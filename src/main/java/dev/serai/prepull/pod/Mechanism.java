package dev.serai.prepull.pod;

/** How a pod makes its node pull an image. */
public enum Mechanism {
    /** The image is mounted, and never run (KEP-4639). */
    IMAGE_VOLUME,
    /** The image is run with a command that it does not have: that it cannot start proves the pull. */
    COMMAND
}
