package dev.serai.security.review;

import dev.serai.kube.Caller;
import dev.serai.kube.StatusException;
import dev.serai.security.Authenticators;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom a caller wants to be, by the headers {@code Impersonate-*}, as {@code kubectl --as} sends them: apiserver's
 * impersonation.go.
 *
 * @param wanted who the caller then is
 * @param rights what the caller needs for it
 */
record Impersonation(Caller wanted, List<AccessRequest> rights) {

    private static final String PREFIX = "Impersonate-";
    private static final String USER = "Impersonate-User";
    private static final String GROUP = "Impersonate-Group";
    private static final String UID = "Impersonate-Uid";
    private static final String EXTRA = "impersonate-extra-";
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
    private static final String SERVICE_ACCOUNTS = "system:serviceaccounts";
    private static final String ANONYMOUS = "system:anonymous";
    private static final String VERB = "impersonate";

    /**
     * Reads the headers of a request.
     *
     * @return null if there are none
     * @throws StatusException 400 if groups, uid or extra come without a user
     */
    static @Nullable Impersonation of(MultiMap headers) {
        return isWanted(headers) ? read(headers) : null;
    }

    // Nearly no request has such a header, and each is looked at.
    private static boolean isWanted(MultiMap headers) {
        for (Map.Entry<String, String> header : headers) {
            if (isHeader(header.getKey())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Impersonation read(MultiMap headers) {
        String user = headers.get(USER);
        List<String> groups = headers.getAll(GROUP);
        String uid = headers.get(UID);
        Map<String, List<String>> extra = extra(headers);
        if (user == null || user.isEmpty()) {
            if (groups.isEmpty() && uid == null && extra.isEmpty()) {
                return null;
            }
            throw StatusException.badRequest(
                    "the headers Impersonate-Group, -Uid and -Extra need Impersonate-User beside them");
        }
        List<AccessRequest> rights = new ArrayList<>();
        rights.add(ofUser(user));
        groups.forEach(group -> rights.add(AccessRequest.to(VERB, "", "groups", "", "", group)));
        extra.forEach((key, values) -> values.forEach(
                value -> rights.add(AccessRequest.to(VERB, AUTHENTICATION, "userextras", key, "", value))));
        if (uid != null) {
            rights.add(AccessRequest.to(VERB, AUTHENTICATION, "uids", "", "", uid));
        }
        return new Impersonation(
                new Caller(user, uid == null ? "" : uid, groups(user, groups), extra), List.copyOf(rights));
    }

    /** Whether a header belongs to this. */
    static boolean isHeader(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    private static AccessRequest ofUser(String user) {
        String[] parts = user.split(":", -1);
        return user.startsWith(SERVICE_ACCOUNT) && parts.length == 4
                ? AccessRequest.to(VERB, "", "serviceaccounts", "", parts[2], parts[3])
                : AccessRequest.to(VERB, "", "users", "", "", user);
    }

    private static List<String> groups(String user, List<String> asked) {
        List<String> groups = new ArrayList<>(asked);
        if (asked.isEmpty() && user.startsWith(SERVICE_ACCOUNT)) {
            groups.add(SERVICE_ACCOUNTS);
            groups.add(SERVICE_ACCOUNTS + ":" + user.split(":", -1)[2]);
        }
        String everybody = user.equals(ANONYMOUS) ? "system:unauthenticated" : Authenticators.AUTHENTICATED;
        if (!groups.contains(everybody) && !groups.contains("system:unauthenticated")) {
            groups.add(everybody);
        }
        return groups;
    }

    private static Map<String, List<String>> extra(MultiMap headers) {
        Map<String, List<String>> extra = new HashMap<>();
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(EXTRA)) {
                String key = decoded(lower.substring(EXTRA.length()));
                extra.computeIfAbsent(key, added -> new ArrayList<>()).add(value);
            }
        });
        return extra;
    }

    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return key;
        }
    }
}
