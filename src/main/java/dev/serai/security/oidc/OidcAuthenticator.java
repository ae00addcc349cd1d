package dev.serai.security.oidc;

import dev.serai.kube.Caller;
import dev.serai.kube.StatusException;
import dev.serai.security.Authenticator;
import dev.serai.security.BearerToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows callers by the bearer tokens of an OpenID Connect issuer. A token that was verified before is known at once;
 * another one is verified on a thread of its own, and one of an unknown key waits until the issuer is asked.
 */
public final class OidcAuthenticator implements Authenticator, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OidcAuthenticator.class);

    private static final Future<Optional<Caller>> NOBODY = Future.succeededFuture(Optional.empty());
    private static final int MOST_KEPT = 2_000;
    private static final String THREADS = "serai-oidc";
    private static final int MOST_VERIFYING = 2;

    private final OidcConfiguration configuration;
    private final IssuerKeys keys;
    private final WorkerExecutor verifying;
    private final Clock clock;
    private final VerifiedTokens verified = new VerifiedTokens(MOST_KEPT);

    /**
     * Takes tokens of the configured issuer.
     *
     * @param vertx asks the issuer
     * @param clock the time for what tokens say of time
     * @throws IllegalArgumentException if the file of {@code serai.auth.oidc.ca} cannot be used
     */
    public OidcAuthenticator(OidcConfiguration configuration, Vertx vertx, Clock clock) {
        this(
                configuration,
                new IssuerKeys(
                        new IssuerClient(configuration, vertx, IssuerClient.LONGEST),
                        vertx,
                        IssuerKeys.BETWEEN_FETCHES,
                        System::nanoTime),
                vertx,
                clock);
    }

    OidcAuthenticator(OidcConfiguration configuration, IssuerKeys keys, Vertx vertx, Clock clock) {
        this.configuration = configuration;
        this.keys = keys;
        this.verifying = vertx.createSharedWorkerExecutor(THREADS, MOST_VERIFYING);
        this.clock = clock;
        // It tries all algorithms out when it is first used, which is too long for the event loop.
        AlgorithmFactoryFactory.getInstance();
    }

    /** Begins to ask the issuer for its keys, and goes on until it has told them once. */
    public void start() {
        keys.start();
    }

    /** Why no token can be verified, for anyone to read; empty when keys are known. */
    public Optional<String> notReadyReason() {
        return keys.missing().map(reason -> "the issuer of serai.auth.oidc.issuer has not told its keys: " + reason);
    }

    /**
     * The caller of whom the bearer token speaks; empty if there is none, if it is of somebody else, or refused. It fails
     * with 503 if the issuer cannot be asked for the key.
     */
    @Override
    public Future<Optional<Caller>> authenticate(HttpServerRequest request) {
        return BearerToken.of(request).map(this::callerOf).orElse(NOBODY);
    }

    /** The same for the value of the header {@code Authorization}; null if there is none. */
    Future<Optional<Caller>> authenticate(@Nullable String authorization) {
        return BearerToken.in(authorization).map(this::callerOf).orElse(NOBODY);
    }

    @Override
    public void close() {
        keys.close();
        verifying.close();
    }

    private Future<Optional<Caller>> callerOf(String token) {
        Optional<Caller> known = verified.caller(token, keys.known(), clock.instant());
        return known.isPresent()
                ? Future.succeededFuture(known)
                : OidcToken.parse(token)
                        .filter(parsed -> parsed.isOf(configuration.issuer()))
                        .map(this::verify)
                        .orElse(NOBODY);
    }

    private Future<Optional<Caller>> verify(OidcToken token) {
        try {
            token.check(configuration.audience(), clock.instant());
        } catch (TokenRefusal refusal) {
            return refuse(refusal);
        }
        List<JsonWebKey> known = keys.known();
        return signature(token, known)
                .compose(signature -> signature == OidcToken.Signature.OF_UNKNOWN_KEY
                        ? verifyWithNewKeys(token)
                        : caller(token, signature, known));
    }

    private Future<Optional<Caller>> verifyWithNewKeys(OidcToken token) {
        return keys.fetched()
                .recover(down -> Future.failedFuture(
                        StatusException.unavailable("the issuer of the token cannot be asked for its keys", (int)
                                IssuerKeys.BETWEEN_FETCHES.toSeconds())))
                .compose(fetched -> signature(token, fetched).compose(signature -> caller(token, signature, fetched)));
    }

    // Anyone can send what is to be verified, and some signatures take milliseconds: neither the event loop nor the
    // workers that writes need.
    private Future<OidcToken.Signature> signature(OidcToken token, List<JsonWebKey> by) {
        return by.isEmpty()
                ? Future.succeededFuture(OidcToken.Signature.OF_UNKNOWN_KEY)
                : verifying.executeBlocking(() -> token.signature(by), false);
    }

    private Future<Optional<Caller>> caller(OidcToken token, OidcToken.Signature signature, List<JsonWebKey> by) {
        try {
            if (signature != OidcToken.Signature.VALID) {
                throw new TokenRefusal("no key of the issuer has signed it");
            }
            Caller caller = configuration.claims().caller(token.claims());
            verified.keep(token.text(), caller, by, token.until());
            return Future.succeededFuture(Optional.of(caller));
        } catch (TokenRefusal refusal) {
            return refuse(refusal);
        }
    }

    private static Future<Optional<Caller>> refuse(TokenRefusal refusal) {
        LOG.debug("A token of the issuer is refused: {}", refusal.getMessage());
        return NOBODY;
    }
}
