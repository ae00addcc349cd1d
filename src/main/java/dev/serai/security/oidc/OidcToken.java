package dev.serai.security.oidc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** A signed JSON web token (RFC 7519), of which nothing is certain until it is verified. Not for several threads. */
final class OidcToken {

    /** Whether a token is signed by one of some keys. */
    enum Signature {
        VALID,
        INVALID,
        /** None of the keys is the one that the token names. */
        OF_UNKNOWN_KEY
    }

    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Pattern FORM = Pattern.compile("[\\w-]++\\.[\\w-]++\\.[\\w-]*+");
    // None with a secret: whoever knows the public key could sign.
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);
    private static final VerificationJwkSelector SELECTOR = new VerificationJwkSelector();

    private final String text;
    private final JsonWebSignature signature;
    private final JwtClaims claims;
    private final String algorithm;
    private final @Nullable String keyId;

    private OidcToken(String text, JsonWebSignature signature, JwtClaims claims) {
        this.text = text;
        this.signature = signature;
        this.claims = claims;
        this.algorithm = signature.getAlgorithmHeaderValue();
        this.keyId = signature.getKeyIdHeaderValue();
    }

    /** Reads a token; empty if the text is none. */
    static Optional<OidcToken> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            var signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(ALGORITHMS);
            signature.setCompactSerialization(text);
            return Optional.of(new OidcToken(text, signature, JwtClaims.parse(signature.getUnverifiedPayload())));
        } catch (JoseException | InvalidJwtException | RuntimeException e) {
            // The library does not check all that a stranger may have written before it uses it.
            return Optional.empty();
        }
    }

    /** Whether it says that it is of this issuer. */
    boolean isOf(String issuer) {
        try {
            return issuer.equals(claims.getIssuer());
        } catch (MalformedClaimException e) {
            return false;
        }
    }

    /** The token as it was sent. */
    String text() {
        return text;
    }

    /** What it says; to be believed only after {@link #signature} and {@link #check}. */
    JwtClaims claims() {
        return claims;
    }

    /**
     * Checks what needs no key: algorithm, audience, times.
     *
     * @throws TokenRefusal if it cannot be a credential for {@code audience} now
     */
    void check(String audience, Instant now) throws TokenRefusal {
        try {
            ALGORITHMS.checkConstraint(algorithm);
            new JwtConsumerBuilder()
                    // The signature is checked apart, when the key is known.
                    .setSkipSignatureVerification()
                    .setDisableRequireSignature()
                    .setExpectedAudience(audience)
                    .setRequireExpirationTime()
                    .setIssuedAtRestrictions(0, Integer.MAX_VALUE)
                    .setAllowedClockSkewInSeconds((int) SKEW.toSeconds())
                    .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
                    .build()
                    .processContext(new JwtContext(claims, List.of()));
        } catch (InvalidAlgorithmException e) {
            throw new TokenRefusal("its algorithm is none of those that are taken");
        } catch (InvalidJwtException e) {
            throw new TokenRefusal(words(e));
        }
    }

    /**
     * When it is no longer taken.
     *
     * @throws TokenRefusal if it does not say
     */
    Instant until() throws TokenRefusal {
        try {
            long latest = Instant.MAX.getEpochSecond() - SKEW.toSeconds();
            long expires = claims.getExpirationTime().getValue();
            return Instant.ofEpochSecond(Math.min(expires, latest)).plus(SKEW);
        } catch (MalformedClaimException e) {
            throw new TokenRefusal("its claims are malformed");
        }
    }

    /** Whether one of {@code keys} has signed it. */
    Signature signature(List<JsonWebKey> keys) {
        try {
            List<JsonWebKey> named = SELECTOR.selectList(signature, keys);
            if (named.stream().anyMatch(this::isSignedBy)) {
                return Signature.VALID;
            }
            // A token that names no key may be of one that is not among them.
            return named.isEmpty() || keyId == null ? Signature.OF_UNKNOWN_KEY : Signature.INVALID;
        } catch (JoseException | RuntimeException e) {
            return Signature.INVALID;
        }
    }

    private boolean isSignedBy(JsonWebKey key) {
        if (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)) {
            return false;
        }
        try {
            signature.setKey(key.getKey());
            return signature.verifySignature();
        } catch (JoseException | RuntimeException e) {
            return false;
        }
    }

    private static String words(InvalidJwtException invalid) {
        if (invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "it has expired";
        }
        if (invalid.hasErrorCode(ErrorCodes.NOT_YET_VALID)
                || invalid.hasErrorCode(ErrorCodes.ISSUED_AT_INVALID_FUTURE)) {
            return "it is not valid yet";
        }
        if (invalid.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || invalid.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "it is not for serai.auth.oidc.audience";
        }
        return invalid.hasErrorCode(ErrorCodes.EXPIRATION_MISSING) ? "it never expires" : "its claims are malformed";
    }
}
