package dev.serai.security.oidc;

import io.vertx.core.Future;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why the issuer has not told its keys. The message is for anyone: it has no URL and no other exception's text. */
final class IssuerFailure extends RuntimeException {

    private final String reason;

    IssuerFailure(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** What a request has failed of, as a failed future. */
    static <T> Future<T> of(Throwable cause) {
        return Future.failedFuture(cause instanceof IssuerFailure known ? known : new IssuerFailure(words(cause)));
    }

    /** Why the issuer has not told its keys, for anyone to read. */
    static String reason(Throwable failure) {
        return failure instanceof IssuerFailure known ? known.reason : words(failure);
    }

    private static String words(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return "it does not answer in time";
        }
        if (cause instanceof SSLException) {
            return "it does not show a certificate that is trusted";
        }
        if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
            return "it cannot be reached";
        }
        return "it does not answer as an issuer does";
    }
}
