package dev.serai.security.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client certificate is for, as the API server reads it: the common name is the user, each organisation a group.
 *
 * @param name the common name; the last one if there are several
 * @param groups the organisations, in their order
 */
record CertificateSubject(String name, List<String> groups) {

    private static final String COMMON_NAME = "CN";
    private static final String ORGANIZATION = "O";
    private static final String OF_KUBERNETES = "system:";

    CertificateSubject {
        groups = List.copyOf(groups);
    }

    /** The subject of a certificate; empty if it has no common name. */
    static Optional<CertificateSubject> of(X500Principal subject) {
        try {
            String name = "";
            var groups = new ArrayList<String>();
            // The first of the certificate is the last of the text, and the first here.
            for (Rdn rdn : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
                Attributes attributes = rdn.toAttributes();
                for (String value : texts(attributes.get(COMMON_NAME))) {
                    name = value;
                }
                groups.addAll(texts(attributes.get(ORGANIZATION)));
            }
            return name.isEmpty() ? Optional.empty() : Optional.of(new CertificateSubject(name, groups));
        } catch (NamingException malformed) {
            return Optional.empty();
        }
    }

    /** Whether the user, or one of the groups, is of those that Kubernetes keeps for itself. */
    boolean isOfKubernetes() {
        return name.startsWith(OF_KUBERNETES) || groups.stream().anyMatch(group -> group.startsWith(OF_KUBERNETES));
    }

    // A value of another type than a text names nobody.
    private static List<String> texts(@Nullable Attribute attribute) throws NamingException {
        if (attribute == null) {
            return List.of();
        }
        var texts = new ArrayList<String>();
        NamingEnumeration<?> values = attribute.getAll();
        while (values.hasMore()) {
            if (values.next() instanceof String text && !text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }
}
