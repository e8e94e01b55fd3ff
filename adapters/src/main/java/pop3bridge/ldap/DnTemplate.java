package pop3bridge.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A DN with a place for the user name. The template is parsed once, and a name becomes a value of a parsed RDN: it is never part of a text
 * that is parsed.
 */
final class DnTemplate {
    private final RDN[] template;

    DnTemplate(String text) {
        try {
            template = new DN(text).getRDNs();
        } catch (LDAPException e) {
            throw new IllegalArgumentException(LdapSetting.DN_TEMPLATE + ": " + e.getMessage(), e);
        }
        if (Stream.of(template).flatMap(rdn -> Stream.of(rdn.getAttributeValues()))
                .noneMatch(value -> value.contains(LdapConfig.USER))) {
            throw LdapSetting.DN_TEMPLATE.wrong("write " + LdapConfig.USER + " where the user name belongs, as in"
                    + " uid=" + LdapConfig.USER + ",ou=people,dc=example,dc=org");
        }
    }

    /** The DN for this name. */
    DN of(String user) {
        return new DN(Arrays.stream(template).map(rdn -> new RDN(rdn.getAttributeNames(),
                Stream.of(rdn.getAttributeValues()).map(value -> value.replace(LdapConfig.USER, user))
                        .toArray(String[]::new)))
                .toArray(RDN[]::new));
    }
}
