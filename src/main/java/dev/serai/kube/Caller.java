package dev.serai.kube;

import java.util.List;
import java.util.Map;

/**
 * Who is calling: {@code user.Info} of the API server.
 *
 * @param name the user name, for instance {@code system:serviceaccount:ci:builder}
 * @param uid what tells this user from another of the same name; empty if there is nothing
 * @param groups the groups
 * @param extra what else the authenticator knows
 */
public record Caller(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    /** The header of an exchange that holds the name. */
    public static final String USER = "CamelSeraiUser";
    /** The header of an exchange that holds the groups. */
    public static final String GROUPS = "CamelSeraiGroups";

    public Caller {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a caller without a name");
        }
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** A caller of whom only name and groups are known. */
    public static Caller of(String name, List<String> groups) {
        return new Caller(name, "", groups, Map.of());
    }
}
