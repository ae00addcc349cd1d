package dev.serai.security.oidc;

import dev.serai.kube.Caller;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/**
 * Makes a caller of a token's claims, as the API server does with its flags {@code --oidc-*}.
 *
 * @param username the claim that is the user's name
 * @param usernamePrefix what is put before it; {@code -} or nothing for no prefix
 * @param groups the claim that is the user's groups: a string, or several
 * @param groupsPrefix what is put before each group
 */
public record ClaimMappings(String username, String usernamePrefix, String groups, String groupsPrefix) {

    // Names of Kubernetes' own users and groups. An issuer could otherwise make anyone a cluster's administrator.
    private static final String RESERVED = "system:";
    private static final String NO_PREFIX = "-";
    private static final String EMAIL = "email";
    private static final String EMAIL_VERIFIED = "email_verified";

    public ClaimMappings {
        checkClaim("serai.auth.oidc.username-claim", username, "sub or email");
        checkClaim("serai.auth.oidc.groups-claim", groups, "groups");
        checkPrefix("serai.auth.oidc.username-prefix", usernamePrefix);
        checkPrefix("serai.auth.oidc.groups-prefix", groupsPrefix);
        usernamePrefix = usernamePrefix.equals(NO_PREFIX) ? "" : usernamePrefix;
    }

    /**
     * The caller of whom the token of a trusted issuer speaks.
     *
     * @throws TokenRefusal if the claims are no user's that may be
     */
    Caller caller(JwtClaims claims) throws TokenRefusal {
        if (!(claims.getClaimValue(username) instanceof String name) || name.isEmpty()) {
            throw new TokenRefusal("the claim for the user's name is missing, or no string");
        }
        if (username.equals(EMAIL) && claims.getClaimNames().contains(EMAIL_VERIFIED)) {
            checkEmail(claims.getClaimValue(EMAIL_VERIFIED));
        }
        List<String> all = values(claims).stream()
                // A null or an empty string in the list is nothing that one could be bound to.
                .filter(group -> group != null && !group.isEmpty())
                .map(group -> groupsPrefix + group)
                .distinct()
                .toList();
        Caller caller = Caller.of(usernamePrefix + name, all);
        if (caller.name().startsWith(RESERVED)) {
            throw new TokenRefusal("the user's name begins with system:");
        }
        if (all.stream().anyMatch(group -> group.startsWith(RESERVED))) {
            throw new TokenRefusal("a group begins with system:");
        }
        return caller;
    }

    private List<String> values(JwtClaims claims) throws TokenRefusal {
        if (claims.getClaimValue(groups) instanceof String one) {
            return List.of(one);
        }
        try {
            return claims.getStringListClaimValue(groups);
        } catch (MalformedClaimException e) {
            throw new TokenRefusal("the claim for the groups is neither a string nor a list of strings");
        }
    }

    private static void checkEmail(Object verified) throws TokenRefusal {
        if (!Boolean.TRUE.equals(verified)) {
            throw new TokenRefusal("the issuer has not verified the user's email address");
        }
    }

    private static void checkClaim(String key, String claim, String example) {
        if (claim.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is ''; it is the name of a claim, such as %s".formatted(key, example));
        }
    }

    private static void checkPrefix(String key, String prefix) {
        if (prefix.startsWith(RESERVED)) {
            throw new IllegalArgumentException(("%s is '%s'; it is a prefix such as oidc: that does not begin with"
                            + " system:, as the names of Kubernetes' own users and groups do")
                    .formatted(key, prefix));
        }
    }
}
