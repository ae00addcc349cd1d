package dev.serai.sink.http;

/** A request was given up before its whole answer came. */
public final class WebhookSlowException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean over;

    private WebhookSlowException(String message, boolean over) {
        super(message, null, false, false);
        this.over = over;
    }

    /** The request used all its time. */
    public static WebhookSlowException over() {
        return new WebhookSlowException("gave no whole answer in time", true);
    }

    /** The request made room for others before its time was over. */
    static WebhookSlowException gaveWay() {
        return new WebhookSlowException("has not answered yet, and others are to have their turn", false);
    }

    /** Whether it used all its time. */
    public boolean isOver() {
        return over;
    }
}
