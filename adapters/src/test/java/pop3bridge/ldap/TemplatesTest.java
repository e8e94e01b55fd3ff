package pop3bridge.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name is a value, whatever is in it. */
class TemplatesTest {
    @ParameterizedTest
    @ValueSource(strings = {"anna", "*", "*)(uid=*", "anna)(|(uid=*", "\\2a", "\\", "(", ")", "anna\0", "a&b|c!d=e~<>",
            "änna", "{user}",
            " anna ", "anna,ou=x", "\"anna\"", "#41", "anna+cn=x", "\uD83D\uDE00"})
    void aNameIsOneValueOfAFilter(String name) throws Exception {
        FilterTemplate template = new FilterTemplate(
                "(&(objectClass=person)(!(cn={user}))(|(mail={user})(a:2.5.13.2:=x{user}y)))");
        Filter filter = template.of(name);
        assertEquals(3, filter.getComponents().length);
        assertEquals("person", filter.getComponents()[0].getAssertionValue());
        assertEquals(Filter.createNOTFilter(Filter.createEqualityFilter("cn", name)), filter.getComponents()[1]);
        Filter[] either = filter.getComponents()[2].getComponents();
        assertEquals(2, either.length);
        assertEquals(name, either[0].getAssertionValue());
        assertEquals("x" + name + "y", either[1].getAssertionValue());
        assertEquals("2.5.13.2", either[1].getMatchingRuleID());
        assertEquals(filter, Filter.create(filter.toString()));
    }

    @Test
    void anAsteriskMatchesItselfAlone() throws Exception {
        Filter filter = new FilterTemplate("(mail={user})").of("a*");
        assertTrue(filter.matchesEntry(new Entry("dn: cn=x", "mail: a*")));
        assertTrue(!filter.matchesEntry(new Entry("dn: cn=x", "mail: anna")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(mail=anna)", "({user}=x)", "(mail={user}*)", "(mail=*{user})",
            "(mail>={user})",
            "(mail~={user})", "(&(mail={user})({user}=x))", "(mail={user}", "(mail:{user}:=x)"})
    void aFilterHasTheNameInValuesAlone(String text) {
        String message = String
                .valueOf(assertThrows(IllegalArgumentException.class, () -> new FilterTemplate(text)).getMessage());
        assertTrue(message.startsWith("ldap.filter: "), message);
    }

    @Test
    void otherPartsOfAFilterStay() {
        String rest = "(cn=a*b)(sn=*)(age>=1)(age<=2)(sn~=x)(memberOf:1.2.840.113556.1.4.1941:=cn=pop)";
        assertEquals("(&" + rest + "(mail=anna))",
                new FilterTemplate("(&" + rest + "(mail={user}))").of("anna").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "anna,ou=x", "anna+cn=x", "a=b", "\"anna\"", "#41", " anna ", "\\", "\\2c", "<a>;b",
            "anna\0", "änna",
            "{user}", "*"})
    void aNameIsOneValueOfADn(String name) throws Exception {
        DN dn = new DnTemplate("uid={user},ou=people,dc=example,dc=org").of(name);
        for (DN each : new DN[]{dn, new DN(dn.toString())}) {
            assertEquals(4, each.getRDNs().length);
            assertEquals(1, each.getRDNs()[0].getAttributeValues().length);
            assertEquals(name, each.getRDNs()[0].getAttributeValues()[0]);
            assertEquals(new DN("ou=people,dc=example,dc=org"), each.getParent());
        }
    }

    @Test
    void aNameMayBePartOfAValue() throws Exception {
        assertEquals(new DN("mail=anna@example.org+o=x,dc=example"),
                new DnTemplate("mail={user}@example.org+o=x,dc=example").of("anna"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "uid=anna,dc=x", "{user},dc=x", "{user}=x,dc=x", "uid={user},dc"})
    void aDnHasTheNameInAValue(String text) {
        String message = String
                .valueOf(assertThrows(IllegalArgumentException.class, () -> new DnTemplate(text)).getMessage());
        assertTrue(message.startsWith("ldap.dn-template: "), message);
    }
}
