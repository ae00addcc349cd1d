package dev.serai.security.oidc;

import dev.serai.health.ReasonsHealthCheck;
import java.util.List;

/** Not ready while the issuer has never told its keys: callers with its tokens would get 503. */
public final class OidcHealthCheck extends ReasonsHealthCheck {

    private final OidcAuthenticator authenticator;

    public OidcHealthCheck(OidcAuthenticator authenticator) {
        super("oidc", true);
        this.authenticator = authenticator;
    }

    @Override
    protected List<String> reasons() {
        return authenticator.notReadyReason().stream().toList();
    }
}
