package dev.serai.security.oidc;

/** Why a token of the issuer is no credential. The message has nothing of the token in it. */
final class TokenRefusal extends Exception {

    TokenRefusal(String message) {
        super(message, null, false, false);
    }
}
