package dev.serai.security.review;

/** The API server has not answered a question, or could not. */
final class Unanswered extends RuntimeException {

    Unanswered() {
        super("the API server has not answered", null, false, false);
    }
}
