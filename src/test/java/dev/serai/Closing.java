package dev.serai;

/** Ends what a test started, also where the start came only half way. */
public final class Closing {

    private Closing() {}

    public static void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
