package pop3bridge.sources;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Where a client certificate has the name of its account. */
public enum CertificateName {
    /** In its e-mail addresses (subjectAltName rfc822Name, RFC 5280 §4.2.1.6). */
    EMAIL,
    /** In the common name of its subject. */
    COMMON_NAME;

    private static final int RFC822_NAME = 1;

    /** The names in a certificate. */
    List<String> in(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            switch (this) {
                case EMAIL -> {
                    for (List<?> name : Optional.ofNullable(certificate.getSubjectAlternativeNames())
                            .orElse(List.of())) {
                        if (name.getFirst().equals(RFC822_NAME)) {
                            names.add(String.valueOf(name.get(1)));
                        }
                    }
                }
                case COMMON_NAME -> {
                    for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                        if (rdn.getType().equalsIgnoreCase("CN")) {
                            names.add(String.valueOf(rdn.getValue()));
                        }
                    }
                }
            }
        } catch (CertificateParsingException | InvalidNameException _) {
            return List.of();
        }
        return names;
    }
}
